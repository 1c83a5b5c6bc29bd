"""``python manage.py prepare_networks``: FaceNet for this machine, into ``VAR_DIR``."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rockmatch import worker
from rockmatch.vision.networks import prepared
from rockmatch.vision.weights import WeightsError, verify_weights


class Command(BaseCommand):
    """Make the file from which each process of the worker loads FaceNet."""

    help = "Make FaceNet ready for this machine, from its weights (once, some seconds)."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        if settings.VISION_ENGINE != "onnx":
            return  # TensorFlow takes the weights as they are
        weights, engine = settings.FACENET_WEIGHTS, worker.engine()
        try:
            verify_weights(weights)
            prepared.facenet_model(weights, engine.kept, int8=engine.int8)
        except WeightsError as problem:
            raise CommandError(str(problem)) from problem
