"""The news."""

from flask import Blueprint

news_bp = Blueprint("news", __name__, url_prefix="/news", template_folder="pages", static_folder="assets")
