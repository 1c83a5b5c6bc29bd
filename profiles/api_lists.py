"""The API of lists of members, of requests to follow me, and of the words I do not read."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from profiles import queries
from profiles.api import MemberSerializer, me, member_or_404
from profiles.api_people import NOTHING, done, viewer_of
from profiles.models import FilteredWord, Member
from profiles.models.words import WORD_LENGTH
from profiles.services import profile as services
from profiles.services import relations as acts
from rockmatch.api_strict import Strict


class _Members(generics.ListAPIView[Any]):
    """A list of members, in the order of the rows that name them in the column `side`."""

    serializer_class = MemberSerializer
    side: str

    def paginate_queryset(self, queryset: Any) -> list[Any]:
        return [getattr(row, self.side) for row in super().paginate_queryset(queryset) or []]

    def listed(self) -> Member:
        """The member whose list it is, if the list is the viewer's to see."""
        member = member_or_404(self.kwargs["username"])
        if not queries.relations(member, viewer_of(self.request)).may_see_lists:
            raise PermissionDenied(_("This list is not shown to you."))
        return member


class Followers(_Members):
    """Who follows a member, latest first."""

    permission_classes = [AllowAny]
    side = "follower"

    def get_queryset(self) -> Any:
        return queries.followers(self.listed(), viewer_of(self.request))


class Following(_Members):
    """Whom a member follows, latest first."""

    permission_classes = [AllowAny]
    side = "followed"

    def get_queryset(self) -> Any:
        return queries.following(self.listed(), viewer_of(self.request))


class Requests(_Members):
    """Who asks to follow me, latest first."""

    side = "asker"

    def get_queryset(self) -> Any:
        return queries.requests(me(self.request))


class NameSerializer(serializers.ModelSerializer[Member]):
    """All that is told of a member across a block."""

    class Meta:
        model = Member
        fields = ("username", "display_name")


class Blocks(_Members):
    """Whom I block, latest first."""

    serializer_class = NameSerializer  # type: ignore[assignment]
    side = "blocked"

    def get_queryset(self) -> Any:
        return queries.blocks(me(self.request))


class Mutes(_Members):
    """Whom I mute now, latest first."""

    side = "muted"

    def get_queryset(self) -> Any:
        return queries.mutes(me(self.request))


class AnswerRequest(APIView):
    """A request to follow me."""

    @extend_schema(request=None, responses=NOTHING)
    def put(self, request: Request, username: str) -> Response:
        """Accept it."""
        if not acts.accept(me(request), member_or_404(username)):
            raise Http404
        return done()

    @extend_schema(responses=NOTHING)
    def delete(self, request: Request, username: str) -> Response:
        """Refuse it."""
        if not acts.refuse(me(request), member_or_404(username)):
            raise Http404
        return done()


class GroupSerializer(serializers.Serializer[Any]):
    """Members, and why they are suggested."""

    name = serializers.ChoiceField(choices=["kin", "kin-of-kin", "followed", "new"])
    reason = serializers.CharField()
    members = MemberSerializer(many=True)


class Suggestions(APIView):
    """Whom I might like to know."""

    @extend_schema(responses=GroupSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List them by why; no group is empty."""
        groups = queries.suggestions(me(request))
        return Response(GroupSerializer(groups, many=True, context={"request": request}).data)


class WordSerializer(Strict, serializers.ModelSerializer[FilteredWord]):
    word = serializers.CharField(max_length=WORD_LENGTH, trim_whitespace=False)

    class Meta:
        model = FilteredWord
        fields = ("id", "word")
        read_only_fields = ("id",)


class Words(APIView):
    """Words and phrases that I do not want to read."""

    @extend_schema(responses=WordSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List them, a hundred at most."""
        return Response(WordSerializer(me(request).filtered_words.all(), many=True).data)

    @extend_schema(request=WordSerializer, responses={201: WordSerializer})
    def post(self, request: Request) -> Response:
        """Filter one more; one that is there already stays."""
        said = WordSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        word = services.filter_word(me(request), said.validated_data["word"])
        return Response(WordSerializer(word).data, status=status.HTTP_201_CREATED)


class Word(APIView):
    """A word that I do not want to read."""

    @extend_schema(responses=NOTHING)
    def delete(self, request: Request, pk: int) -> Response:
        """Take it off the list."""
        if not services.allow_word(me(request), pk):
            raise Http404
        return done()
