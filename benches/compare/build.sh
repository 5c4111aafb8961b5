#!/bin/sh
# Builds ompl_harness and meter into the folder $1 (default: target/compare of the repository).
# Needs a C++17 compiler, pkg-config and OMPL with its headers: apt-get install g++ pkg-config libompl-dev
# OMPL_CFLAGS and OMPL_LIBS take the place of pkg-config's answers, for an OMPL built from source.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../../target/compare}
mkdir -p "$out"
# As system headers, so that warnings are about this program alone, and in the standard of this program.
include=${OMPL_CFLAGS:-$(pkg-config --cflags ompl | sed 's/-std=[^ ]*//; s/-I/-isystem /g')}
# Not pkg-config's libraries: the packaged list names development files of others that this program does not link.
link=${OMPL_LIBS:--lompl -lpthread}
# The packaged library is built for the baseline processor, where Eigen aligns to 16 bytes. Instructions of this processor
# alone would make it 32 here, and the two would disagree about the layout of what they share.
# shellcheck disable=SC2086
${CXX:-c++} -std=c++17 -O3 -march=native -DNDEBUG -DEIGEN_MAX_ALIGN_BYTES=16 -Wall -Wextra $include \
    "$here/ompl_harness.cpp" -o "$out/ompl_harness" $link
${CC:-cc} -std=gnu11 -O2 -Wall -Wextra "$here/meter.c" -o "$out/meter"
