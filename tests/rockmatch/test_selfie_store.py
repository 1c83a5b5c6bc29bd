from uuid import uuid4

from django.conf import settings

from rockmatch import selfie_store

PICTURE = b"not really a picture, but nobody looks inside" * 20


def _lies_there(selfie_id):
    return selfie_store.client().get(f"selfie:{selfie_id}")


def test_what_is_put_is_what_is_read():
    selfie_id = uuid4()
    key = selfie_store.put(selfie_id, PICTURE)
    assert selfie_store.get(selfie_id, key) == PICTURE


def test_redis_holds_neither_the_picture_nor_the_key():
    selfie_id = uuid4()
    key = selfie_store.put(selfie_id, PICTURE)
    held = _lies_there(selfie_id)
    assert PICTURE[:16] not in held
    assert key not in held


def test_it_is_gone_after_minutes_by_itself():
    selfie_id = uuid4()
    selfie_store.put(selfie_id, PICTURE)
    assert 0 < selfie_store.client().ttl(f"selfie:{selfie_id}") <= settings.SELFIE_TTL <= 600


def test_destroyed_means_gone():
    selfie_id = uuid4()
    key = selfie_store.put(selfie_id, PICTURE)
    selfie_store.destroy(selfie_id)
    selfie_store.destroy(selfie_id)
    assert _lies_there(selfie_id) is None
    assert selfie_store.get(selfie_id, key) is None


def test_another_selfies_key_opens_nothing():
    one, other = uuid4(), uuid4()
    selfie_store.put(one, PICTURE)
    assert selfie_store.get(one, selfie_store.put(other, PICTURE)) is None


def test_a_picture_moved_to_another_selfie_cannot_be_opened():
    one, other = uuid4(), uuid4()
    key = selfie_store.put(one, PICTURE)
    selfie_store.client().set(f"selfie:{other}", _lies_there(one))
    assert selfie_store.get(other, key) is None


def test_two_pictures_share_no_key():
    selfie_id = uuid4()
    assert selfie_store.put(selfie_id, PICTURE) != selfie_store.put(selfie_id, PICTURE)
