from django.urls import path

from rockmatch import api, api_bespoke

urlpatterns = [
    path("selfies/", api.SelfieList.as_view(), name="api-selfies"),
    path("selfies/<uuid:pk>/", api.SelfieDetail.as_view(), name="api-selfie"),
    path("me/rock/", api.MyRock.as_view(), name="api-my-rock"),
    path("me/rocks/", api_bespoke.MyRocks.as_view(), name="api-my-rocks"),
    path("me/rocks/<uuid:pk>/", api_bespoke.MyBespokeRock.as_view(), name="api-bespoke-rock"),
    path("me/face-vector/", api.MyFaceVector.as_view(), name="api-my-face-vector"),
    path("rocks/", api.RockList.as_view(), name="api-rocks"),
    path("rocks/<slug:slug>/", api.RockDetail.as_view(), name="api-rock"),
    path("rocks/<slug:slug>/kin/", api.RockKin.as_view(), name="api-rock-kin"),
]
