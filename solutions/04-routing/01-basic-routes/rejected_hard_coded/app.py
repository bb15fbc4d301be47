from flask import Flask, redirect

app = Flask(__name__)
PAGES = {
    "/": "home",
    "/index": "index",
    "/home": "index",
    "/about/": "about",
    "/faq": "faq",
    "/hello/ada": "Hello ada",
    "/hello/": "Hello stranger",
    "/hello/<b>": "Hello &lt;b&gt;",
}


@app.get("/", defaults={"path": ""})
@app.get("/<path:path>")
def page(path):
    if path == "about":
        return redirect("/about/", 308)
    return PAGES.get(f"/{path}", "home")
