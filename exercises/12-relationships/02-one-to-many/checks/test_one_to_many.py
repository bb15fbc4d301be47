"""Hidden checks of 12-relationships/02-one-to-many.

Probes let the student's models work on a file, `blog.db`. What stands in it is read when the program has ended, in a
jail where none of its code is; what the models say in memory is the probe's word.
"""

import pytest
from grader.checks import draw, probe
from grader.checks.sqlite import Database

ARTICLES = "SELECT username, title, content FROM article JOIN user ON user.id = uid ORDER BY article.id"


def blog_of(jail, clean):
    """What the program left; it has ended then."""
    return Database.of(clean, jail.hand_over("blog.db"))


def titles_for(rng, name, count):
    """Return that many titles of somebody; from three on neither in alphabetical order nor in its reverse."""
    return draw.out_of_order(f"{name} {number}" for number in draw.numbers(rng, count, 100, 999))


def described(columns):
    """Whether each column holds text, its limit, and whether the database refuses NULL."""
    found = {}
    for column in columns:
        kind, _, limit = column.type.upper().partition("(")
        is_text = any(word in kind for word in ("CHAR", "CLOB", "TEXT"))
        found[column.name] = [is_text, limit.rstrip(")"), column.required]
    return found


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
def save_by_attribute(jail, articles):
    """Save articles with no `uid`: some name their author, the others are appended to the author's list."""
    models = jail.load("models")
    with jail.database(models.Base, file="blog.db") as database, database.session() as session:
        users = {username: models.User(username=username) for username, _ in articles}
        session.add_all(users.values())
        session.flush()
        for number, (username, title) in enumerate(articles):
            if number % 2:
                article = models.Article(title=title, content="")
                users[username].articles.append(article)
            else:
                article = models.Article(title=title, content="", author=users[username])
            session.add(article)
            session.flush()
        session.commit()


@probe
def publish_in_turn(jail, calls):
    """Publish, each time in a session of its own; report what came back."""
    from sqlalchemy import event

    models = jail.load("models")
    returned = []
    with jail.database(models.Base, file="blog.db") as database:
        # Rows that nobody ordered come back in reverse, as any database may do.
        database.engine.dispose()
        event.listen(
            database.engine, "connect", lambda raw, _: raw.execute("PRAGMA reverse_unordered_selects = ON").close()
        )
        for name, titles in calls:
            with database.session() as session:
                returned.append([str(title) for title in models.publish(session, name, titles)])
    return returned


@probe
def publish_in_one_session(jail, calls):
    """Publish, always in the same session."""
    models = jail.load("models")
    with jail.database(models.Base, file="blog.db") as database, database.session() as session:
        for name, titles in calls:
            models.publish(session, name, titles)


@probe
def move_and_read(jail, articles, title, username):
    """Save articles by their `uid`, move one; report the lists a fresh session sees."""
    models = jail.load("models")
    with jail.database(models.Base, file="blog.db") as database:
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
            return {user.username: sorted(article.title for article in user.articles) for user in users}


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
def test_author_by_attribute(jail, clean, rng):
    """An article read back from the database knows its author, and the database knows who that is"""
    name, other = draw.given_names(rng, 2)
    first, second, third = titles_for(rng, name, 3)
    articles = [[name, first], [other, second], [name, third]]

    seen = read_by_attribute(jail, articles)

    assert seen == {"authors": articles, "lists": {name: sorted([first, third]), other: [second]}}, (
        "article.author and user.articles must follow the column uid"
    )

    save_by_attribute(jail, articles)

    assert blog_of(jail, clean).rows(ARTICLES) == [[*article, ""] for article in articles], (
        "an article's row must get the id of its author, whichever side they were linked from"
    )


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("publish-creates-user", "publish-returns-all", "publish-in-order", "one-user-per-name")
def test_publish(jail, clean, rng):
    """Publishing twice for one name adds to the same user"""
    name, other = draw.given_names(rng, 2)
    *first, fourth = titles_for(rng, name, 4)
    decoy = titles_for(rng, other, 1)

    returned = publish_in_turn(jail, [[name, first], [other, decoy], [name, [fourth]]])
    users = blog_of(jail, clean).rows("SELECT username FROM user ORDER BY username")

    assert returned == [first, decoy, [*first, fourth]], (
        "publish must ask for all of that user's titles in the order of their ids"
    )
    assert users == sorted([[name], [other]]), "each user must be one row"


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
def test_fk_saved(jail, clean, rng):
    """The tables are those asked for, and each article is saved with its author's id"""
    name, other = draw.given_names(rng, 2)
    titles, others = titles_for(rng, name, 2), titles_for(rng, other, 1)

    publish_in_one_session(jail, [[name, titles], [other, others]])
    blog = blog_of(jail, clean)

    rows = [[name, title, ""] for title in titles] + [[other, title, ""] for title in others]
    assert blog.rows(ARTICLES) == rows, "each article's row must hold its title, empty content and the id of its author"

    user, article = blog.columns("user"), blog.columns("article")
    assert described(user).get("username") == [True, "50", True], (
        "`user.username` must be text up to 50 characters, and the database must refuse NULL"
    )
    assert described(article).get("title") == [True, "50", True], (
        "`article.title` must be text up to 50 characters, and the database must refuse NULL"
    )
    assert described(article).get("content") == [True, "", True], (
        "`article.content` must be text without a limit, and the database must refuse NULL"
    )
    assert [column.name for column in (*user, *article) if column.key] == ["id", "id"], "`id` must be each primary key"
    assert blog.foreign_keys("article") == [["uid", "user", "id"]], "`article.uid` must be a foreign key to `user.id`"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("move-gives", "move-commits")
def test_move(jail, clean, rng):
    """A moved article leaves one list and joins the other"""
    old, new, decoy = draw.given_names(rng, 3)
    titles, others, strange = titles_for(rng, old, 3), titles_for(rng, new, 1), titles_for(rng, decoy, 1)
    moved = titles[1]
    articles = [[old, titles], [decoy, strange], [new, others]]

    lists = move_and_read(jail, articles, moved, new)
    rows = blog_of(jail, clean).rows(ARTICLES)

    assert rows == [[new if title == moved else author, title, ""] for author, own in articles for title in own], (
        "the article itself must get the id of its new author, and nothing else changes"
    )
    assert lists == {old: sorted([titles[0], titles[2]]), new: sorted([*others, moved]), decoy: strange}, (
        "the article must leave the old author's list and join the new one's"
    )
