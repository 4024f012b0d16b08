"""Routes of the register's API."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
