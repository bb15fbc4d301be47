"""Hidden checks of 12-relationships/04-many-to-many.

Each probe runs beside the student's models and reports what it saw; what it should have seen stays here.
"""

import pytest
from grader.checks import draw, probe


@probe
def tables_as_the_database_sees_them(jail):
    """Report columns, keys and unique rules of the tables that were made."""
    from sqlalchemy import inspect

    models = jail.load("models")
    with jail.database(models.Base) as database:
        tables = inspect(database.engine)
        columns = {}
        for table, name in [("article", "title"), ("tag", "name")]:
            [column] = [each for each in tables.get_columns(table) if each["name"] == name]
            columns[f"{table}.{name}"] = [column["type"].python_type.__name__, column["nullable"]]
        unique = [rule["column_names"] for rule in tables.get_unique_constraints("tag")]
        unique += [index["column_names"] for index in tables.get_indexes("tag") if index["unique"]]
        return {
            "columns": columns,
            "unique in tag": [list(names) for names in sorted({tuple(names) for names in unique})],
            "keys": [tables.get_pk_constraint(table)["constrained_columns"] for table in ("article", "tag")],
            "link columns": sorted(column["name"] for column in tables.get_columns("article_tag")),
            "link key": sorted(tables.get_pk_constraint("article_tag")["constrained_columns"]),
            "link foreign keys": sorted(
                [*key["constrained_columns"], key["referred_table"], *key["referred_columns"]]
                for key in tables.get_foreign_keys("article_tag")
            ),
        }


@probe
def insert_links(jail, links):
    """Insert link rows with plain SQL; report for each whether the table took it, and the rows in the end."""
    import sqlite3

    models = jail.load("models")
    answers = []
    with jail.database(models.Base) as database:
        for link in links:
            try:
                database.rows("INSERT INTO article_tag (article_id, tag_id) VALUES (?, ?)", link)
            except sqlite3.IntegrityError:
                answers.append("refused")
            else:
                answers.append("taken")
        rows = database.rows("SELECT article_id, tag_id FROM article_tag")
    return {"answers": answers, "rows": sorted(rows)}


@probe
def link_and_read(jail, articles):
    """Link articles to tags; report both sides before any flush, and from a fresh session."""
    from sqlalchemy import event

    models = jail.load("models")
    with jail.database(models.Base) as database:
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
        rows = database.rows(
            "SELECT article.title, tag.name FROM article_tag"
            " JOIN article ON article.id = article_id JOIN tag ON tag.id = tag_id"
        )
    return {"early": early, "late": late, "lists": lists, "rows": sorted(rows)}


@probe
def unlink_and_delete(jail, articles, title, name, doomed):
    """Link articles to tags, take `name` off `title`, delete `doomed`; report the rows after either."""
    models = jail.load("models")
    seen = []
    with jail.database(models.Base) as database:

        def look():
            seen.append(
                {
                    "articles": sorted(row[0] for row in database.rows("SELECT title FROM article")),
                    "tags": sorted(row[0] for row in database.rows("SELECT name FROM tag")),
                    "links": sorted(
                        database.rows(
                            "SELECT article.title, tag.name FROM article_tag"
                            " JOIN article ON article.id = article_id JOIN tag ON tag.id = tag_id"
                        )
                    ),
                    "number of links": len(database.rows("SELECT * FROM article_tag")),
                }
            )

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
        look()
        with database.session() as session:
            session.delete(session.query(models.Article).filter_by(title=doomed).one())
            session.commit()
        look()
    return seen


@probe
def tag_in_turn(jail, titles, calls):
    """Tag saved articles, each time in a session of its own; report the links after each call and all tags."""
    models = jail.load("models")
    links = []
    with jail.database(models.Base) as database:
        with database.session() as session:
            session.add_all([models.Article(title=title) for title in titles])
            session.commit()
        for title, names in calls:
            with database.session() as session:
                article = session.query(models.Article).filter_by(title=title).one()
                models.tag_article(session, article, names)
            links.append(
                sorted(
                    database.rows(
                        "SELECT article.title, tag.name FROM article_tag"
                        " JOIN article ON article.id = article_id JOIN tag ON tag.id = tag_id"
                    )
                )
            )
        tags = sorted(row[0] for row in database.rows("SELECT name FROM tag"))
    return {"links": links, "tags": tags}


@probe
def most_popular(jail, tags, numbers, reverse):
    """Save tags in this order with so many articles each; report what `popular` says for each number."""
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
def test_table(jail):
    """The link table has both foreign keys as its primary key"""
    assert tables_as_the_database_sees_them(jail) == {
        "columns": {"article.title": ["str", False], "tag.name": ["str", False]},
        "unique in tag": [["name"]],
        "keys": [["id"], ["id"]],
        "link columns": ["article_id", "tag_id"],
        "link key": ["article_id", "tag_id"],
        "link foreign keys": [["article_id", "article", "id"], ["tag_id", "tag", "id"]],
    }, "the tables must have the columns, keys and rules of the statement, and no others"


@pytest.mark.task(1)
@pytest.mark.points(1)
def test_duplicate_link(jail, rng):
    """The database refuses the same link a second time"""
    article, other_article = rng.sample(range(1, 1000), k=2)
    tag, other_tag = rng.sample(range(1, 1000), k=2)
    links = [[article, tag], [article, other_tag], [other_article, tag]]

    seen = insert_links(jail, [*links, links[0]])

    assert seen == {"answers": ["taken", "taken", "taken", "refused"], "rows": sorted(links)}, (
        "each pair of an article and a tag must fit into the table once and only once"
    )


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_both_ways(jail, rng):
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
        "rows": sorted([title, name] for title, names in articles for name in names),
    }, "tag.articles must know every article at once and after a reload, and article.tags must be sorted by name"


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_unlink_only(jail, rng):
    """Removing a tag or deleting an article deletes links and nothing else"""
    names = sorted(draw.words(rng, 4))
    alone, shared, lost, kept = rng.sample(names, k=4)
    one, two, three = (f"About {word}" for word in rng.sample(sorted(draw.words(rng, 6)), k=3))
    articles = [[one, [alone, shared]], [two, [shared, lost]], [three, [shared, kept]]]

    seen = unlink_and_delete(jail, articles, one, alone, two)

    unlinked = [[one, shared], [two, shared], [two, lost], [three, shared], [three, kept]]
    deleted = [link for link in unlinked if link[0] != two]
    assert seen == [
        {"articles": sorted([one, two, three]), "tags": names, "links": sorted(unlinked), "number of links": 5},
        {"articles": sorted([one, three]), "tags": names, "links": sorted(deleted), "number of links": 3},
    ], "only the article's own links may go; all tags stay, and so do the links of other articles"


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_tag_article(jail, rng):
    """An article gets exactly the tags asked for, and no tag is made twice"""
    plain, cased, padded, late, *rest = rng.sample(sorted(draw.words(rng, 6)), k=6)
    inner = " ".join(rest)
    one, two = (f"About {word}" for word in rng.sample(sorted(draw.words(rng, 5)), k=2))
    calls = [
        [one, [cased.title(), f"  {padded} ", f" {inner.upper()}", plain, f"{cased.upper()} ", padded]],
        [two, [f"{padded.title()}  ", late]],
        [one, [late.upper(), plain, f"   {inner} "]],
    ]
    rng.shuffle(calls[0][1])

    seen = tag_in_turn(jail, [one, two], calls)

    first = [[one, name] for name in (plain, cased, padded, inner)]
    second = [[two, name] for name in (padded, late)]
    third = [[one, name] for name in (late, plain, inner)]
    assert seen == {
        "links": [sorted(first), sorted(first + second), sorted(third + second)],
        "tags": sorted([plain, cased, padded, late, inner]),
    }, "names must be trimmed, in lower case and without doubles; tags are used again, and unwanted links go"


@pytest.mark.task(3)
@pytest.mark.points(1)
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
