from flask import Flask, current_app, render_template, request

STEPS = [(60, 1, None), (3600, 60, "minutes"), (86400, 3600, "hours"), (30 * 86400, 86400, "days")]


def cut(value, word):
    return "".join(value.split(word))


def mask(value, keep=2):
    return "".join("*" if i < len(value) - keep else c for i, c in enumerate(value))


def timesince(dt, now):
    seconds = int((now - dt).total_seconds())
    for limit, unit, noun in STEPS:
        if seconds < limit:
            return "just now" if noun is None else "%d %s ago" % (seconds // unit, noun)
    return dt.date().isoformat()


def year_of(date):
    return date.strftime("%Y")


def article():
    return render_template("article.html", **request.args)


def create_app():
    app = Flask(__name__)
    app.config.from_mapping(SITE_NAME="Course")
    app.jinja_env.filters.update(cut=cut, mask=mask, timesince=timesince)
    app.jinja_env.globals["year_of"] = year_of
    app.template_context_processors[None].append(lambda: dict(site_name=current_app.config["SITE_NAME"]))
    app.add_url_rule("/article", view_func=article)
    return app
