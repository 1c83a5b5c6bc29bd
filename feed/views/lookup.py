"""Who looks, and the post that an address names."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from feed.models import Post
from feed.queries import Reader
from profiles.http import me
from profiles.models import Member


def reader_of(request: HttpRequest) -> Reader:
    return Reader(request.user if isinstance(request.user, Member) else None)


def post_or_404(request: HttpRequest, pk: int) -> Post:
    """Get a post that the viewer may see.

    Raises:
        Http404: There is none.
    """
    post = reader_of(request).posts().filter(pk=pk).first()
    if post is None:
        raise Http404
    return post


def own_or_403(request: HttpRequest, pk: int) -> Post:
    """Get a post of the viewer's own.

    Raises:
        Http404: There is none.
        PermissionDenied: It is somebody else's.
    """
    post = post_or_404(request, pk)
    if post.author_id != me(request).pk:
        raise PermissionDenied
    return post
