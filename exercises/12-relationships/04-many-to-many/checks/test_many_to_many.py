"""Hidden checks of 12-relationships/04-many-to-many.

Probes let the student's models work on a file, `blog.db`. What stands in it is read when the program has ended, in a
jail where none of its code is.
"""

import pytest
from grader.checks import draw, probe
from grader.checks.sqlite import Database, replay

LINKS = (
    "SELECT article.title, tag.name FROM article_tag JOIN article ON article.id = article_id JOIN tag ON tag.id = tag_id"
    " ORDER BY article.title, tag.name"
)


def blog_of(jail, clean):
    """What the program left; it has ended then."""
    return Database.of(clean, jail.hand_over("blog.db"))


def names_in(blog):
    return [name for [name] in blog.rows("SELECT name FROM tag ORDER BY name")]


def is_text(column):
    """Whether SQLite keeps text in a column that was declared so."""
    return any(word in column.type.upper() for word in ("CHAR", "CLOB", "TEXT"))


@probe
def make_the_tables(jail):
    """Make the tables"""
    models = jail.load("models")
    with jail.database(models.Base, file="blog.db"):
        pass


@probe
def link_and_read(jail, articles):
    """Link articles to tags; report both sides before any flush, and from a fresh session"""
    from sqlalchemy import event

    models = jail.load("models")
    with jail.database(models.Base, file="blog.db") as database:
        # Rows that nobody ordered come back in reverse, as any database may do.
        database.engine.dispose()
        event.listen(
            database.engine, "connect", lambda raw, _: raw.execute("PRAGMA reverse_unordered_selects = ON").close()
        )
        with database.session() as session:
            tags = {}
            made = []
            for title, names in articles:
                article = models.Article(title=title)
                made.append(article)
                for name in names:
                    if name not in tags:
                        tags[name] = models.Tag(name=name)
                    article.tags.append(tags[name])
            early = {name: sorted(article.title for article in tag.articles) for name, tag in tags.items()}
            session.add_all([*made, *tags.values()])
            session.commit()
        with database.session() as session:
            found = session.query(models.Tag)
            late = {tag.name: sorted(article.title for article in tag.articles) for tag in found}
        with database.session() as session:
            found = session.query(models.Article)
            lists = {article.title: [tag.name for tag in article.tags] for article in found}
    return {"early": early, "late": late, "lists": lists}


@probe
def unlink_and_delete(jail, articles, title, name, doomed):
    """Link articles to tags, take the tag `name` off the article `title`, delete `doomed`"""
    models = jail.load("models")
    with jail.database(models.Base, file="blog.db") as database:
        with database.session() as session:
            tags = {}
            for own_title, names in articles:
                article = models.Article(title=own_title)
                session.add(article)
                for own_name in names:
                    if own_name not in tags:
                        tags[own_name] = models.Tag(name=own_name)
                        session.add(tags[own_name])
                    article.tags.append(tags[own_name])
            session.commit()
        with database.session() as session:
            article = session.query(models.Article).filter_by(title=title).one()
            article.tags.remove(session.query(models.Tag).filter_by(name=name).one())
            session.commit()
        if doomed:
            with database.session() as session:
                session.delete(session.query(models.Article).filter_by(title=doomed).one())
                session.commit()


@probe
def tag_in_turn(jail, titles, calls):
    """Tag saved articles, each time in a session of its own"""
    models = jail.load("models")
    with jail.database(models.Base, file="blog.db") as database:
        with database.session() as session:
            session.add_all([models.Article(title=title) for title in titles])
            session.commit()
        for title, names in calls:
            with database.session() as session:
                article = session.query(models.Article).filter_by(title=title).one()
                models.tag_article(session, article, names)


@probe
def most_popular(jail, tags, numbers, reverse):
    """Save tags in this order with so many articles each; report what `popular` says for each number"""
    from sqlalchemy import event

    models = jail.load("models")
    with jail.database(models.Base) as database:
        if reverse:  # rows that nobody ordered come back in reverse, as any database may do
            database.engine.dispose()
            event.listen(
                database.engine, "connect", lambda raw, _: raw.execute("PRAGMA reverse_unordered_selects = ON").close()
            )
        with database.session() as session:
            articles = [models.Article(title=f"article {number}") for number in range(10)]
            session.add_all(articles)
            for name, count in tags:
                tag = models.Tag(name=name)
                session.add(tag)
                for article in articles[:count]:
                    article.tags.append(tag)
                session.flush()
            session.commit()
        with database.session() as session:
            return [[[str(name), int(count)] for name, count in models.popular(session, number)] for number in numbers]


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "declarative-base",
    "article-table",
    "title-column",
    "tag-table",
    "name-column",
    "link-table",
    "link-columns",
    "link-key",
    "no-other-column",
    "required-in-database",
    "unique-in-database",
)
def test_table(jail, clean):
    """The link table has both foreign keys as its primary key"""
    make_the_tables(jail)
    blog = blog_of(jail, clean)

    named = {table: {column.name: column for column in blog.columns(table)} for table in ("article", "tag")}
    for table, name in [("article", "title"), ("tag", "name")]:
        assert name in named[table], f"`{table}` must have a column `{name}`"
        column = named[table][name]
        assert is_text(column) and column.required, f"`{table}.{name}` must be text, and the database must refuse NULL"
        assert [each.name for each in named[table].values() if each.key] == ["id"], (
            f"`id` must be the primary key of `{table}`"
        )
    assert ["name"] in blog.unique("tag"), "the database must refuse a second tag of one name"

    link = blog.columns("article_tag")
    assert sorted(column.name for column in link) == ["article_id", "tag_id"], (
        "`article_tag` must have the columns `article_id` and `tag_id`, and no others"
    )
    assert all(column.key for column in link), "the two columns of `article_tag` together must be its primary key"
    assert sorted(blog.foreign_keys("article_tag")) == [["article_id", "article", "id"], ["tag_id", "tag", "id"]], (
        "the columns of `article_tag` must be foreign keys to `article.id` and `tag.id`"
    )


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("link-key", "same-link-refused")
def test_duplicate_link(jail, clean, rng):
    """The database refuses the same link a second time"""
    article, other_article = rng.sample(range(1, 1000), k=2)
    tag, other_tag = rng.sample(range(1, 1000), k=2)
    links = [[article, tag], [article, other_tag], [other_article, tag]]
    make_the_tables(jail)

    tables = blog_of(jail, clean).rows("SELECT sql FROM sqlite_master WHERE name = 'article_tag' AND type = 'table'")
    insert = "INSERT OR IGNORE INTO article_tag (article_id, tag_id) VALUES (?, ?)"
    statements = [sql for [sql] in tables] + [[insert, link] for link in [*links, links[0]]]
    *_, taken = replay(clean, [*statements, "SELECT article_id, tag_id FROM article_tag"])

    assert sorted(taken) == sorted(links), (
        "each pair of an article and a tag must fit into the table once and only once"
    )


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("append-links", "tags-sorted", "tag-knows-articles", "both-sides-at-once", "made-with-keywords")
def test_both_ways(jail, clean, rng):
    """Each side lists the other, and an article's tags are sorted"""
    first, second, third, fourth = sorted(draw.words(rng, 4))
    one, two = (f"About {word}" for word in rng.sample(sorted(draw.words(rng, 5)), k=2))
    articles = [[one, [second, fourth, first]], [two, [third, first, second]]]

    seen = link_and_read(jail, articles)

    sides = {first: sorted([one, two]), second: sorted([one, two]), third: [two], fourth: [one]}
    assert seen == {
        "early": sides,
        "late": sides,
        "lists": {title: sorted(names) for title, names in articles},
    }, "tag.articles must know every article at once and after a reload, and article.tags must be sorted by name"
    assert blog_of(jail, clean).rows(LINKS) == sorted([title, name] for title, names in articles for name in names), (
        "each tag that was appended must be linked in the database"
    )


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("remove-unlinks", "removed-tag-stays", "delete-takes-own-links", "delete-leaves-the-rest")
@pytest.mark.parametrize("is_deleted", [False, True], ids=["remove a tag", "delete an article"])
def test_unlink_only(jail, clean, rng, is_deleted):
    """Removing a tag or deleting an article deletes links and nothing else"""
    names = sorted(draw.words(rng, 4))
    alone, shared, lost, kept = rng.sample(names, k=4)
    one, two, three = (f"About {word}" for word in rng.sample(sorted(draw.words(rng, 6)), k=3))
    articles = [[one, [alone, shared]], [two, [shared, lost]], [three, [shared, kept]]]

    unlink_and_delete(jail, articles, one, alone, two if is_deleted else "")
    blog = blog_of(jail, clean)

    left = [[one, shared], [two, shared], [two, lost], [three, shared], [three, kept]]
    stays = [link for link in left if not (is_deleted and link[0] == two)]
    assert names_in(blog) == names, "every tag must stay in its table"
    assert blog.rows("SELECT title FROM article ORDER BY title") == [
        [title] for title in sorted([one, two, three]) if not (is_deleted and title == two)
    ], "only the article that is deleted may go"
    assert blog.rows(LINKS) == sorted(stays), "the links of other articles must stay"
    assert blog.rows("SELECT count(*) FROM article_tag") == [[len(stays)]], "the article's own links must go"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges(
    "exactly-these",
    "tag-commits",
    "names-trimmed",
    "names-lower-case",
    "rest-of-name-stays",
    "equal-names-once",
    "tags-used-again",
    "missing-tags-made",
    "others-taken-off",
    "taken-off-tag-stays",
)
@pytest.mark.parametrize("calls", [1, 3], ids=["once", "three times"])
def test_tag_article(jail, clean, rng, calls):
    """An article gets exactly the tags asked for, and no tag is made twice"""
    plain, cased, padded, late, *rest, sign, accent = rng.sample(sorted(draw.words(rng, 8)), k=8)
    inner, signs, accents = " ".join(rest), f"{sign}++ & c#", f"caf\u00e9 {accent} \u6570\u636e"
    one, two = (f"About {word}" for word in rng.sample(sorted(draw.words(rng, 5)), k=2))
    first = [plain, cased, padded, inner, signs, accents]
    written = [cased.title(), f"  {padded} ", f" {inner.upper()}", plain, f"{cased.upper()} ", padded, signs, accents]
    asked = [
        [one, rng.sample(written, k=len(written))],
        [two, [f"{padded.title()}  ", late]],
        [one, [late.upper(), plain, f"   {inner} "]],
    ]
    after = {1: {one: first}, 3: {one: [late, plain, inner], two: [padded, late]}}[calls]

    tag_in_turn(jail, [one, two], asked[:calls])
    blog = blog_of(jail, clean)

    assert blog.rows(LINKS) == sorted([title, name] for title, names in after.items() for name in names), (
        "an article must have exactly the names asked for, trimmed, in lower case and otherwise as they are"
    )
    assert names_in(blog) == sorted({*first, *([late] if calls > 1 else [])}), (
        "each name must be one tag, which is used again, and stays when it is taken off an article"
    )
    assert blog.rows("SELECT count(*) FROM article_tag") == [[sum(map(len, after.values()))]], (
        "no link may lead nowhere"
    )


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges("at-most-n", "name-and-number", "most-used-first", "ties-by-name", "unused-tags-count")
def test_popular(jail, rng):
    """The most used tags come first, ties by name, unused tags last"""
    names = sorted(draw.words(rng, 6))
    counts = [4, 2, 2, 1, 0, 0]
    rng.shuffle(counts)
    used = list(zip(names, counts, strict=True))
    right = [[name, count] for name, count in sorted(used, key=lambda pair: (-pair[1], pair[0]))]

    for reverse in (False, True):
        seen = most_popular(jail, used[::-1], [2, 5, 9], reverse)

        assert seen == [right[:2], right[:5], right], (
            "popular must give at most n pairs, the largest number first, equal numbers by name, and 0 for unused tags"
        )
