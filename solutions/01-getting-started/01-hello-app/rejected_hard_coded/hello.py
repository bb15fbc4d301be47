PAGES = {"/": b"Hello, World!", "/hello": b"Hello"}


def app(environ, start_response):
    text = PAGES.get(environ["PATH_INFO"])
    start_response("404 Not Found" if text is None else "200 OK", [("Content-Type", "text/plain")])
    return [text or b""]
