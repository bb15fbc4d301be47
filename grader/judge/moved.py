"""Where famous names of the libraries live today: data for advice about code that was written for older versions.

A row is what old code imports or reads, and what to write instead. Where the new place is importable (`new` has a
dotted path) a test imports it from the installed library, and finds that the old one is gone, so that the table cannot
rot. For a library that is not installed the row waits.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """`old` is `module.name`, or a module. `new` is where it is now, dotted; else `instead` says what to do."""

    old: str
    new: str = ""
    instead: str = ""

    @property
    def words(self) -> str:
        """The way out, as code where there is code."""
        module, _, name = self.new.rpartition(".")
        return self.instead or f"write `from {module} import {name}`"


def _same(new_module: str, old_module: str, *names: str) -> tuple[Move, ...]:
    """Names that moved from one module to another and are called the same."""
    return tuple(Move(old=f"{old_module}.{name}", new=f"{new_module}.{name}") for name in names)


MOVES: tuple[Move, ...] = (
    # Flask
    *_same("markupsafe", "flask", "escape", "Markup"),
    *_same("werkzeug.utils", "flask", "safe_join"),
    *_same("werkzeug.utils", "flask.helpers", "safe_join"),
    Move(old="flask.Module", new="flask.Blueprint"),
    Move(old="flask.ext", instead="import the extension by its own name, such as `flask_sqlalchemy` or `flask_wtf`"),
    Move(old="flask._app_ctx_stack", instead="contexts are no stacks any more: use `flask.g` and `flask.current_app`"),
    Move(
        old="flask._request_ctx_stack",
        instead="contexts are no stacks any more: use `flask.request` and `flask.session`",
    ),
    Move(old="flask.json.JSONEncoder", new="flask.json.provider.DefaultJSONProvider"),
    Move(old="flask.json.JSONDecoder", new="flask.json.provider.DefaultJSONProvider"),
    Move(old="flask.json.htmlsafe_dumps", new="jinja2.utils.htmlsafe_json_dumps"),
    Move(old="flask.helpers.locked_cached_property", new="werkzeug.utils.cached_property"),
    Move(old="flask.signals.signals_available", instead="signals are always there: leave the test out"),
    Move(old="flask_script", instead="write commands with `@app.cli.command()`, and run them as `flask NAME`"),
    Move(old="flask_migrate.MigrateCommand", instead="`Migrate(app, db)` brings the commands `flask db …` by itself"),
    # Werkzeug
    *_same("werkzeug.utils", "werkzeug", "secure_filename", "cached_property", "import_string", "redirect"),
    *_same("werkzeug.security", "werkzeug", "generate_password_hash", "check_password_hash"),
    *_same("werkzeug.datastructures", "werkzeug", "FileStorage", "MultiDict", "ImmutableMultiDict"),
    *_same("werkzeug.local", "werkzeug", "Local", "LocalProxy", "LocalStack"),
    *_same("werkzeug.wsgi", "werkzeug", "responder"),
    Move(old="werkzeug.wsgi.DispatcherMiddleware", new="werkzeug.middleware.dispatcher.DispatcherMiddleware"),
    Move(old="werkzeug.wsgi.SharedDataMiddleware", new="werkzeug.middleware.shared_data.SharedDataMiddleware"),
    Move(old="werkzeug.contrib.fixers", instead="write `from werkzeug.middleware.proxy_fix import ProxyFix`"),
    Move(old="werkzeug.contrib.cache", instead="write `from cachelib import SimpleCache`, a package of its own"),
    Move(old="werkzeug.contrib", instead="its parts went into `werkzeug.middleware`, or into packages of their own"),
    Move(old="werkzeug.security.safe_str_cmp", new="hmac.compare_digest"),
    Move(old="werkzeug.urls.url_parse", new="urllib.parse.urlsplit"),
    Move(old="werkzeug.urls.url_quote", new="urllib.parse.quote"),
    Move(old="werkzeug.urls.url_quote_plus", new="urllib.parse.quote_plus"),
    Move(old="werkzeug.urls.url_unquote", new="urllib.parse.unquote"),
    Move(old="werkzeug.urls.url_unquote_plus", new="urllib.parse.unquote_plus"),
    Move(old="werkzeug.urls.url_encode", new="urllib.parse.urlencode"),
    Move(old="werkzeug.urls.url_decode", new="urllib.parse.parse_qs"),
    Move(old="werkzeug.urls.url_join", new="urllib.parse.urljoin"),
    Move(old="werkzeug.urls.url_fix", new="urllib.parse.quote"),
    Move(old="werkzeug.wrappers.BaseRequest", new="werkzeug.wrappers.Request"),
    Move(old="werkzeug.wrappers.BaseResponse", new="werkzeug.wrappers.Response"),
    # Jinja and MarkupSafe
    *_same("markupsafe", "jinja2", "Markup", "escape"),
    *_same("markupsafe", "jinja2.utils", "Markup", "escape"),
    Move(old="jinja2.contextfilter", new="jinja2.pass_context"),
    Move(old="jinja2.contextfunction", new="jinja2.pass_context"),
    Move(old="jinja2.environmentfilter", new="jinja2.pass_environment"),
    Move(old="jinja2.environmentfunction", new="jinja2.pass_environment"),
    Move(old="jinja2.evalcontextfilter", new="jinja2.pass_eval_context"),
    Move(old="jinja2.filters.contextfilter", new="jinja2.pass_context"),
    Move(old="jinja2.filters.environmentfilter", new="jinja2.pass_environment"),
    Move(old="markupsafe.soft_unicode", new="markupsafe.soft_str"),
    # WTForms and Flask-WTF
    Move(old="wtforms.TextField", new="wtforms.StringField"),
    Move(old="wtforms.fields.TextField", new="wtforms.StringField"),
    Move(old="wtforms.validators.Required", new="wtforms.validators.DataRequired"),
    Move(old="wtforms.validators.InputRequir", new="wtforms.validators.InputRequired"),  # as some notes spell it
    Move(old="wtforms.validators.required", new="wtforms.validators.DataRequired"),
    Move(
        old="wtforms.fields.html5",
        instead="the fields of HTML5 are in `wtforms` itself: `from wtforms import EmailField`",
    ),
    Move(old="wtforms.widgets.html5", instead="the widgets of HTML5 are in `wtforms.widgets` itself"),
    Move(old="wtforms.widgets.HTMLString", new="markupsafe.Markup"),
    Move(old="wtforms.ext", instead="its parts are packages of their own, such as `wtforms_sqlalchemy`"),
    Move(old="flask_wtf.CsrfProtect", new="flask_wtf.CSRFProtect"),
    Move(old="flask_wtf.csrf.CsrfProtect", new="flask_wtf.csrf.CSRFProtect"),
    Move(old="flask_wtf.TextField", new="wtforms.StringField"),
    Move(old="flask_wtf.html5", instead="the fields of HTML5 are in `wtforms`: `from wtforms import EmailField`"),
    # SQLAlchemy and Flask-SQLAlchemy
    *_same(
        "sqlalchemy.orm",
        "sqlalchemy",
        *("DeclarativeBase", "Mapped", "mapped_column", "relationship", "backref"),
        *("Session", "sessionmaker", "scoped_session", "declarative_base"),
    ),
    Move(old="sqlalchemy.ext.declarative.DeclarativeBase", new="sqlalchemy.orm.DeclarativeBase"),
    Move(old="sqlalchemy.ext.declarative.Mapped", new="sqlalchemy.orm.Mapped"),
    Move(old="sqlalchemy.orm.Column", new="sqlalchemy.Column"),
    Move(old="sqlalchemy.orm.ForeignKey", new="sqlalchemy.ForeignKey"),
    Move(old="sqlalchemy.orm.create_engine", new="sqlalchemy.create_engine"),
    Move(old="sqlalchemy.orm.select", new="sqlalchemy.select"),
    Move(old="sqlalchemy.orm.eagerload", new="sqlalchemy.orm.joinedload"),
    Move(old="flask_sqlalchemy.BaseQuery", new="flask_sqlalchemy.query.Query"),
    Move(old="flask_sqlalchemy.Pagination", new="flask_sqlalchemy.pagination.Pagination"),
    Move(old="flask_sqlalchemy.get_debug_queries", new="flask_sqlalchemy.record_queries.get_recorded_queries"),
    # Redis, and what signs cookies
    Move(old="redis.client.StrictPipeline", new="redis.client.Pipeline"),
    Move(old="redis.client.BasePipeline", new="redis.client.Pipeline"),
    Move(old="itsdangerous.JSONWebSignatureSerializer", new="itsdangerous.URLSafeSerializer"),
    Move(old="itsdangerous.TimedJSONWebSignatureSerializer", new="itsdangerous.URLSafeTimedSerializer"),
)

# Attributes that objects had, by the words in which Python misses them.
GONE: dict[str, str] = {
    "'Flask' object has no attribute 'before_first_request'": "do what runs once in the factory, before the application is returned",
    "'Blueprint' object has no attribute 'before_app_first_request'": "do what runs once in the application's factory",
    "'Flask' object has no attribute 'env'": "use `app.debug`, or a configuration value of your own",
    "'Flask' object has no attribute 'json_encoder'": "give the application a provider: `app.json = MyProvider(app)`",
    "'Flask' object has no attribute 'regist_blueprint'": "it is called `register_blueprint`",
    "'Engine' object has no attribute 'execute'": "`with engine.connect() as connection: connection.execute(text(…))`",
    "'Engine' object has no attribute 'table_names'": "`sqlalchemy.inspect(engine).get_table_names()`",
}

_BY_OLD = {move.old: move for move in MOVES}


def find_move(module: str, name: str = "") -> Move | None:
    """Return the row of a name that is missing from a module, or of a module that is missing; its parents count too."""
    if name:
        return _BY_OLD.get(f"{module}.{name}") or _BY_OLD.get(module)
    while module:
        if module in _BY_OLD:
            return _BY_OLD[module]
        module = module.rpartition(".")[0]
    return None
