#!/bin/sh
# A program that is set-uid or set-gid would trust the environment of somebody else: it refuses to run.
. "${srcdir:-.}/tests/lib.sh"
[ "$(id -u)" -eq 0 ] || { echo "only root can make a program set-uid"; exit 77; }
need findmnt timeout

case $(findmnt -no OPTIONS -T "$dir") in *nosuid*) echo "no set-uid programs in $dir"; exit 77 ;; esac
# refuses PROGRAM ARG...: within a second, for that reason
refuses() { timeout 10 "$@" >said 2>&1; [ $? -eq 1 ] && grep -q 'set-uid or set-gid' said; }
cd "$dir" || exit 99
for program in termviz termviz-engine termviz-companion; do
	[ -e "${TERMVIZ%/*}/$program" ] || continue
	cp "${TERMVIZ%/*}/$program" . && chown nobody "$program" && chmod 4755 "$program" || exit 99
	check "$program: a set-uid program refuses" refuses "./$program" devices
	chmod 755 "$program" && chgrp tty "$program" && chmod 2755 "$program" || exit 99
	check "$program: a set-gid program, too" refuses "./$program" devices
done
finish
