from flask import current_app, g, request, session


def try_all():
    names = []
    try:
        _ = current_app.name
        names += ["current_app"]
    except RuntimeError:
        pass
    try:
        g.get("x")
        names += ["g"]
    except RuntimeError:
        pass
    try:
        _ = request.path
        names += ["request"]
    except RuntimeError:
        pass
    try:
        session.get("x")
        names += ["session"]
    except RuntimeError:
        pass
    return names


def availability(app):
    nothing = try_all()
    context = app.app_context()
    context.push()
    try:
        in_app = try_all()
    finally:
        context.pop()
    context = app.test_request_context("/some/where", method="POST")
    context.push()
    try:
        in_request = try_all()
    finally:
        context.pop()
    return {"none": nothing, "app": in_app, "request": in_request}


def run_with_g(app, value, fn):
    context = app.app_context()
    context.push()
    try:
        g.value = value
        result = fn()
    finally:
        context.pop()
    return result


def g_history(app, values):
    result = []
    for value in values:
        context = app.app_context()
        context.push()
        try:
            result.append(getattr(g, "seen", None))
            g.seen = value
        finally:
            context.pop()
    return result
