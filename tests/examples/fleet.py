#!/usr/bin/env python3
"""A share full of hives for the tests of the examples, and what has to be true of it afterwards.

    fleet.py make <fixtures> <share> <count>
    fleet.py check <program> <list> <share> <reports> <count>
"""
import json
import pathlib
import shutil
import subprocess
import sys


def make(fixtures, share, count):
    """u01, u02, ... below `share`, the fixtures' hives in turn, each with its logs."""
    kinds = sorted(p for p in (pathlib.Path(fixtures) / 'hives').iterdir() if p.is_dir())
    for i in range(int(count)):
        shutil.copytree(kinds[i % len(kinds)], pathlib.Path(share) / f'u{i + 1:02}')


def check(program, mailboxes, share, reports, count):
    """Each of `count` hives was updated exactly once, and the reports name each exactly once."""
    hives = sorted(str(p) for p in pathlib.Path(share).resolve().glob('*/NTUSER.DAT'))
    assert len(hives) == int(count), hives
    for hive in hives:
        # A run that changes something writes one journal.
        journals = list(pathlib.Path(hive).parent.glob('*.journal'))
        assert len(journals) == 1, (hive, journals)
    told = [json.loads(p.read_text()) for p in pathlib.Path(reports).glob('*.json')]
    assert sorted(r['store'] for r in told) == ['hive:' + h for h in hives], told
    for report in told:
        assert report['exit'] == 0 and report['profiles']['updated'] == 1, report
    verified = subprocess.run(
        [program, mailboxes, '-Hive', share, '-Shard', '0/1', '-Verify', '-Log',
         str(pathlib.Path(share).parent / 'verify.log')], capture_output=True, text=True)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert f'hives: 0 would-update, {count} unchanged, 0 failed' in verified.stdout, verified.stdout


if __name__ == '__main__':
    {'make': make, 'check': check}[sys.argv[1]](*sys.argv[2:])
