#!/bin/sh
# A job array of four under a real Slurm, and GNU parallel, give the results of one undisturbed process.
#
# Needs: root on Debian (slurmctld, slurmd, slurm-client and munge are installed if they are not there, with a network), and
# no Slurm that is already running. GNU parallel is tried where it is there or can be installed.

. "$(dirname "$0")/common.sh"

[ "$(id -u)" = 0 ] || skip "root is needed"
command -v apt-get > /dev/null || skip "Debian's apt-get is needed"
command -v python3 > /dev/null || skip "python3 is needed"
if pgrep -x slurmctld > /dev/null || pgrep -x slurmd > /dev/null; then
    skip "a Slurm is running here"
fi
install() {
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@"; } > "$work/apt.txt" 2>&1
}
for program in slurmctld slurmd sbatch munged; do
    if ! command -v "$program" > /dev/null; then
        install slurmctld slurmd slurm-client munge || skip "Slurm cannot be installed"
        break
    fi
done

# What this script starts it ends, by number.
started=""
end_slurm() {
    for process in $started; do
        kill "$process" 2> /dev/null || true
    done
    wait 2> /dev/null || true
    clean_up
}
trap end_slurm EXIT

# Munge with a key and a socket of its own, as the user that it insists on.
host=$(hostname -s)
chmod 755 "$work"
mkdir -p "$work/munge" "$work/state" "$work/spool"
dd if=/dev/urandom of="$work/munge/key" bs=1024 count=1 2> /dev/null
chmod 700 "$work/munge"
chmod 400 "$work/munge/key"
munged --foreground --key-file="$work/munge/key" --socket="$work/socket" --force \
    --pid-file="$work/munge/pid" --seed-file="$work/munge/seed" --log-file="$work/munge/log" &
started="$! $started"

cat > "$work/slurm.conf" <<CONF
ClusterName=one
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/socket
CredType=cred/munge
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
SlurmctldPort=16817
SlurmdPort=16818
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/none
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
# No limits are set, so no cgroups are needed; releases before 23.11 have no word for that, and are content with version 1.
release=$(slurmd --version | awk '{ print $NF }')
case "$release" in
    1* | 20* | 21* | 22* | 23.02*) plugin=cgroup/v1 ;;
    *) plugin=disabled ;;
esac
printf 'CgroupPlugin=%s\n' "$plugin" > "$work/cgroup.conf"
export SLURM_CONF="$work/slurm.conf"
sleep 1
slurmctld -D -f "$SLURM_CONF" > "$work/slurmctld.out" 2>&1 &
started="$! $started"
slurmd -D -f "$SLURM_CONF" -N "$host" > "$work/slurmd.out" 2>&1 &
started="$! $started"
tries=0
until sinfo --noheader --format=%t 2> /dev/null | grep -q idle; do
    tries=$((tries + 1))
    if [ "$tries" -gt ${SLURM_PATIENCE:-60} ]; then
        for log in "$work"/slurm*.log "$work"/slurm*.out; do
            echo "$log:"
            tail -n 5 "$log"
        done >&2
        skip "Slurm does not come up here"
    fi
    sleep 1
done

write_experiment
"$PROLATE" bench "$work/experiment.yaml" -o "$work/alone" -q

export PROLATE
EXPERIMENT="$work/experiment.yaml" RESULTS="$work/array" \
    sbatch --wait --array=1-4 --output="$work/task-%a.txt" --chdir="$work" --export=ALL \
    "$here/slurm_array.sbatch"
cat "$work"/task-*.txt
ls "$work/array"/runs.*-of-4.csv
"$PROLATE" bench --merge "$work/array" -o "$work/merged" -q

same() {
    for table in runs convergence; do
        without_times "$work/alone/$table.csv" > "$work/a.txt"
        without_times "$work/$1/$table.csv" > "$work/b.txt"
        cmp "$work/a.txt" "$work/b.txt" || fail "$1: $table.csv differs from that of one process"
        echo "$1: $(wc -l < "$work/b.txt") rows of $table.csv are those of one process"
    done
}
same merged

if command -v parallel > /dev/null || install parallel; then
    parallel --will-cite --jobs 2 \
        "$PROLATE" bench "$work/experiment.yaml" -o "$work/parallel" -j 1 -q --shard '{}/4' ::: 1 2 3 4
    "$PROLATE" bench --merge "$work/parallel" -o "$work/merged-parallel" -q
    same merged-parallel
else
    echo "GNU parallel: skipped, it cannot be installed"
fi
echo "passed: an array of four under $(sbatch --version), merged, is what one process does"
