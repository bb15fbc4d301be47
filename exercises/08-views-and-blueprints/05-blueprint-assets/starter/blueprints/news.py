"""The news, with templates and static files of their own."""

# TODO 1: news_bp with its folders, /list/ and /detail/<int:id>/

# TODO 2: /shared/, and shared.html in both folders of templates
