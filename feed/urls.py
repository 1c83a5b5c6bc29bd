from django.urls import path

from feed import views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("explore/", views.explore, name="explore"),
    path("@<str:username>/", views.profile, name="profile"),
    path("posts/", views.create, name="post-create"),
    path("posts/<int:pk>/", views.detail, name="post"),
    path("posts/<int:pk>/reply/", views.reply, name="post-reply"),
    path("posts/<int:pk>/rock/", views.rock_post, name="post-rock"),
    path("posts/<int:pk>/delete/", views.delete, name="post-delete"),
]
