"""Hidden checks of 12-relationships/02-one-to-many.

Each probe runs beside the student's models and reports what it saw; what it should have seen stays here.
"""

import pytest
from grader.checks import draw, probe


def titles_for(rng, name, count):
    """Return that many titles of somebody; from three on neither in alphabetical order nor in its reverse."""
    return draw.out_of_order(f"{name} {number}" for number in draw.numbers(rng, count, 100, 999))


@probe
def link_without_a_session(jail, name, by_author, by_append):
    """Link one article from each side and read both ends back, with nothing saved."""
    models = jail.load("models")
    user = models.User(username=name)
    models.Article(title=by_author, content="", author=user)
    appended = models.Article(title=by_append, content="")
    user.articles.append(appended)
    return {"titles": [article.title for article in user.articles], "author": appended.author.username}


@probe
def relink_without_a_session(jail, old, new, title):
    """Give an unsaved article to one user and then to another; report both lists."""
    models = jail.load("models")
    first, second = models.User(username=old), models.User(username=new)
    article = models.Article(title=title, content="", author=first)
    article.author = second
    return {"old": [a.title for a in first.articles], "new": [a.title for a in second.articles]}


@probe
def show_users(jail, names):
    models = jail.load("models")
    return [repr(models.User(username=name)) for name in names]


@probe
def read_by_attribute(jail, articles):
    """Save articles by nothing but their `uid`, then read both sides in a session that knows none of them."""
    models = jail.load("models")
    with jail.database(models.Base) as database:
        with database.session() as session:
            for username, title in articles:
                user = session.query(models.User).filter_by(username=username).first()
                if user is None:
                    user = models.User(username=username)
                    session.add(user)
                    session.flush()
                session.add(models.Article(title=title, content="", uid=user.id))
                session.flush()
            session.commit()
        with database.session() as session:
            found = session.query(models.Article).order_by(models.Article.id)
            authors = [[article.author.username, article.title] for article in found]
        with database.session() as session:
            users = session.query(models.User)
            lists = {user.username: sorted(article.title for article in user.articles) for user in users}
    return {"authors": authors, "lists": lists}


@probe
def publish_in_turn(jail, calls):
    """Publish, each time in a session of its own; report what came back and who stands in the table."""
    from sqlalchemy import event

    models = jail.load("models")
    returned = []
    with jail.database(models.Base) as database:
        # Rows that nobody ordered come back in reverse, as any database may do.
        database.engine.dispose()
        event.listen(
            database.engine, "connect", lambda raw, _: raw.execute("PRAGMA reverse_unordered_selects = ON").close()
        )
        for name, titles in calls:
            with database.session() as session:
                returned.append([str(title) for title in models.publish(session, name, titles)])
        users = database.rows("SELECT username FROM user ORDER BY username")
    return {"returned": returned, "users": users}


@probe
def published_rows(jail, calls):
    """Publish in one session; report what the tables hold, read past the ORM."""
    models = jail.load("models")
    with jail.database(models.Base) as database:
        with database.session() as session:
            for name, titles in calls:
                models.publish(session, name, titles)
        return database.rows(
            "SELECT user.username, article.title, article.content"
            " FROM article JOIN user ON user.id = article.uid ORDER BY article.id"
        )


@probe
def columns_and_keys(jail):
    """Report the tables as the database itself describes them."""
    from sqlalchemy import inspect

    models = jail.load("models")
    with jail.database(models.Base) as database:
        tables = inspect(database.engine)
        columns = {}
        for table, names in {"user": ["username"], "article": ["title", "content"]}.items():
            by_name = {column["name"]: column for column in tables.get_columns(table)}
            for name in names:
                kind = by_name[name]["type"]
                columns[f"{table}.{name}"] = [kind.python_type.__name__, kind.length, by_name[name]["nullable"]]
        return {
            "columns": columns,
            "primary keys": [tables.get_pk_constraint(table)["constrained_columns"] for table in ("user", "article")],
            "foreign keys": [
                [key["constrained_columns"], key["referred_table"], key["referred_columns"]]
                for key in tables.get_foreign_keys("article")
            ],
        }


@probe
def move_and_read(jail, articles, title, username):
    """Save articles by their `uid`, move one; report the lists a fresh session sees and the rows themselves."""
    models = jail.load("models")
    with jail.database(models.Base) as database:
        with database.session() as session:
            for author, own in articles:
                user = models.User(username=author)
                session.add(user)
                session.flush()
                for each in own:
                    session.add(models.Article(title=each, content="", uid=user.id))
                    session.flush()
            session.commit()
        [[number]] = database.rows("SELECT id FROM article WHERE title = ?", [title])
        with database.session() as session:
            models.move(session, number, username)
        with database.session() as session:
            users = session.query(models.User)
            lists = {user.username: sorted(article.title for article in user.articles) for user in users}
        rows = database.rows("SELECT username, title FROM article JOIN user ON user.id = uid ORDER BY article.id")
    return {"lists": lists, "rows": rows}


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("two-attributes", "both-sides-at-once", "leaves-the-old-list")
def test_both_sides(jail, rng):
    """Assigning one side changes the other at once"""
    name, other = draw.given_names(rng, 2)
    by_author, by_append = titles_for(rng, name, 2)

    seen = link_without_a_session(jail, name, by_author, by_append)

    assert seen == {"titles": [by_author, by_append], "author": name}, (
        "before any flush, user.articles must list articles linked from either side, and each knows its author"
    )

    seen = relink_without_a_session(jail, name, other, by_author)

    assert seen == {"old": [], "new": [by_author]}, "an article with a new author must leave the old author's list"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("user-repr")
def test_repr(jail, rng):
    """A user shows its name"""
    names = draw.given_names(rng, 2)

    assert show_users(jail, names) == [f"<User(username:{name})>" for name in names], "repr must name the user"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("two-attributes", "any-keywords")
def test_author_by_attribute(jail, rng):
    """An article read back from the database knows its author"""
    name, other = draw.given_names(rng, 2)
    first, second, third = titles_for(rng, name, 3)
    articles = [[name, first], [other, second], [name, third]]

    seen = read_by_attribute(jail, articles)

    assert seen == {"authors": articles, "lists": {name: sorted([first, third]), other: [second]}}, (
        "article.author and user.articles must follow the column uid"
    )


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("publish-creates-user", "publish-returns-all", "publish-in-order", "one-user-per-name")
def test_publish(jail, rng):
    """Publishing twice for one name adds to the same user"""
    name, other = draw.given_names(rng, 2)
    *first, fourth = titles_for(rng, name, 4)
    decoy = titles_for(rng, other, 1)

    seen = publish_in_turn(jail, [[name, first], [other, decoy], [name, [fourth]]])

    assert seen == {"returned": [first, decoy, [*first, fourth]], "users": sorted([[name], [other]])}, (
        "publish must ask for all of that user's titles in the order of their ids, and each user must be one row"
    )


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges(
    "declarative-base",
    "user-table",
    "username-column",
    "article-table",
    "title-column",
    "content-column",
    "uid-column",
    "required-in-database",
    "publish-adds",
    "publish-empty-content",
    "publish-commits",
)
def test_fk_saved(jail, rng):
    """The tables are those asked for, and each article is saved with its author's id"""
    name, other = draw.given_names(rng, 2)
    titles, others = titles_for(rng, name, 2), titles_for(rng, other, 1)

    rows = published_rows(jail, [[name, titles], [other, others]])

    assert rows == [[name, title, ""] for title in titles] + [[other, title, ""] for title in others], (
        "each article's row must hold its title, empty content and the id of its author"
    )

    assert columns_and_keys(jail) == {
        "columns": {
            "user.username": ["str", 50, False],
            "article.title": ["str", 50, False],
            "article.content": ["str", None, False],
        },
        "primary keys": [["id"], ["id"]],
        "foreign keys": [[["uid"], "user", ["id"]]],
    }, "the columns must have the types, lengths, keys and NOT NULL of the statement's table"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("move-gives", "move-commits")
def test_move(jail, rng):
    """A moved article leaves one list and joins the other"""
    old, new, decoy = draw.given_names(rng, 3)
    titles, others, strange = titles_for(rng, old, 3), titles_for(rng, new, 1), titles_for(rng, decoy, 1)
    moved = titles[1]
    articles = [[old, titles], [decoy, strange], [new, others]]

    seen = move_and_read(jail, articles, moved, new)

    assert seen == {
        "lists": {old: sorted([titles[0], titles[2]]), new: sorted([*others, moved]), decoy: strange},
        "rows": [[new if title == moved else author, title] for author, own in articles for title in own],
    }, "the article itself must leave the old author's list and join the new one's, and nothing else changes"
