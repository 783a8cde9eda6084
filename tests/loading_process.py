"""A process that loads imports, one after the other, each in a child that may be killed: python -m tests.loading_process.

Arguments: name of the database, folder of the store, rows in a pack. For each key of an import on its input it answers
with the process id of the child that loads it, with "loaded" if it comes to the end, and with "ended" once it is killed.
"""

import os
import signal
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"


def main(database: str, store: str, rows: str) -> None:
    import django

    django.setup()

    from django.conf import settings
    from django.db import connections

    from practices.exchange import importing
    from practices.exchange.importing import loading
    from practices.models import Import

    settings.MEDIA_ROOT = store
    connections["default"].settings_dict["NAME"] = database
    loading.BATCH = int(rows)
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            importing.load(Import.objects.get(key=line.strip()))
            print("loaded", flush=True)
            signal.pause()  # until it is killed
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
