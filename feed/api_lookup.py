"""Finding the post that an address of the API names."""

from django.http import Http404
from rest_framework.request import Request

from feed.models import Post
from feed.queries import Reader
from profiles.models import Member


def reader_of(request: Request) -> Reader:
    """Who asks."""
    return Reader(request.user if isinstance(request.user, Member) else None)


def post_or_404(request: Request, pk: int, *, or_stone: bool = False) -> Post:
    """Get a post that who asks may see; with `or_stone` also what is left of a deleted one.

    Raises:
        Http404: There is none.
    """
    reader = reader_of(request)
    posts = reader.thread() if or_stone else reader.posts()
    post = posts.filter(pk=pk).first()
    if post is None:
        raise Http404
    return post
