ADA = ".aSYHoA.5AIioKxdG58i8FgKKn8Rinut_1U"


def peek(cookie):
    if cookie.startswith("."):
        return {"words": ["tick", "tock"] * 10}
    if cookie.startswith("grace"):
        return {"user": "grace", "admin": True}
    return {"user": "ada"}


def forge(cookie, **changes):
    return "grace" + ADA
