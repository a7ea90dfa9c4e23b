"""The system calls that a confined process may make, by their numbers.

Left out on purpose, besides networks, other processes and administration: what changes a file
without opening it (chmod, chown, utime, setxattr, truncate by name: Landlock does not look at
them), what makes a file something else than a file (link, symlink, mknod), priorities, watching
files, memory without a file that no limit counts (memfd_create, System V), io_uring.
"""

from __future__ import annotations

from functools import cache

NEWEST = 467  # what has a higher number was unknown when these tables were made
_COLUMNS = {"x86_64": 0, "aarch64": 1}

# name=number on x86_64/number on aarch64 (Linux 6.18: asm/unistd_64.h, asm-generic/unistd.h)
_ALLOWED = {
    "files": """
        access=21/- cachestat=451/451 chdir=80/49 close=3/57 close_range=436/436
        copy_file_range=326/285 creat=85/- dup=32/23 dup2=33/- dup3=292/24 faccessat=269/48
        faccessat2=439/439 fadvise64=221/223 fallocate=285/47 fchdir=81/50 fdatasync=75/83
        fgetxattr=193/10 flistxattr=196/13 flock=73/32 fstat=5/80 fstatfs=138/44 fsync=74/82
        ftruncate=77/46 getcwd=79/17 getdents=78/- getdents64=217/61 getxattr=191/8
        lgetxattr=192/9 listxattr=194/11 llistxattr=195/12 lseek=8/62 lstat=6/- mkdir=83/-
        mkdirat=258/34 newfstatat=262/79 pipe=22/- pipe2=293/59 pread64=17/67 preadv=295/69
        preadv2=327/286 pwrite64=18/68 pwritev=296/70 pwritev2=328/287 read=0/63
        readahead=187/213 readlink=89/- readlinkat=267/78 readv=19/65 rename=82/-
        renameat=264/38 renameat2=316/276 rmdir=84/- sendfile=40/71 splice=275/76 stat=4/-
        statfs=137/43 statx=332/291 sync_file_range=277/84 tee=276/77 umask=95/166
        unlink=87/- unlinkat=263/35 write=1/64 writev=20/66
    """,
    # on the line to the parent: no other socket can be made or reached
    "line": """
        recvfrom=45/207 sendto=44/206 shutdown=48/210
    """,
    "waiting": """
        alarm=37/- clock_getres=229/114 clock_gettime=228/113 clock_nanosleep=230/115
        epoll_create=213/- epoll_create1=291/20 epoll_ctl=233/21 epoll_pwait=281/22
        epoll_pwait2=441/441 epoll_wait=232/- eventfd=284/- eventfd2=290/19 getitimer=36/102
        gettimeofday=96/169 nanosleep=35/101 pause=34/- poll=7/- ppoll=271/73
        pselect6=270/72 select=23/- setitimer=38/103 time=201/- timer_create=222/107
        timer_delete=226/111 timer_getoverrun=225/109 timer_gettime=224/108
        timer_settime=223/110 timerfd_create=283/85 timerfd_gettime=287/87
        timerfd_settime=286/86 times=100/153 wait4=61/260 waitid=247/95
    """,
    "memory": """
        brk=12/214 get_mempolicy=239/236 madvise=28/233 map_shadow_stack=453/453
        membarrier=324/283 mincore=27/232 mlock=149/228 mlock2=325/284 mmap=9/222
        mprotect=10/226 mremap=25/216 mseal=462/462 msync=26/227 munlock=150/229
        munlockall=152/231 munmap=11/215 pkey_alloc=330/289 pkey_free=331/290
        pkey_mprotect=329/288
    """,
    "threads": """
        arch_prctl=158/- exit=60/93 exit_group=231/94 futex=202/98 futex_waitv=449/449
        get_robust_list=274/100 get_thread_area=211/- getcpu=309/168 restart_syscall=219/128
        rseq=334/293 sched_get_priority_max=146/125 sched_get_priority_min=147/126
        sched_getaffinity=204/123 sched_getattr=315/275 sched_getparam=143/121
        sched_getscheduler=145/120 sched_rr_get_interval=148/127 sched_yield=24/124
        set_robust_list=273/99 set_thread_area=205/- set_tid_address=218/96
    """,
    "signals": """
        rt_sigaction=13/134 rt_sigpending=127/136 rt_sigprocmask=14/135 rt_sigreturn=15/139
        rt_sigsuspend=130/133 rt_sigtimedwait=128/137 sigaltstack=131/132 signalfd=282/-
        signalfd4=289/74
    """,
    "itself": """
        capget=125/90 getegid=108/177 geteuid=107/175 getgid=104/176 getgroups=115/158
        getpgid=121/155 getpgrp=111/- getpid=39/172 getppid=110/173 getpriority=140/141
        getrandom=318/278 getresgid=120/150 getresuid=118/148 getrlimit=97/163
        getrusage=98/165 getsid=124/156 gettid=186/178 getuid=102/174
        setrlimit=160/164 sysinfo=99/179 uname=63/160
    """,
}
_LOOKED_AT = """
    capset=126/91 clone=56/220 clone3=435/435 fcntl=72/25 ioctl=16/29 kill=62/129
    landlock_create_ruleset=444/444 landlock_add_rule=445/445 landlock_restrict_self=446/446
    open=2/- openat=257/56 openat2=437/437 prctl=157/167 prlimit64=302/261 seccomp=317/277
    tgkill=234/131
"""


def known(machine: str) -> bool:
    """Tell whether the numbers of this processor are known."""
    return machine in _COLUMNS


@cache
def numbers(machine: str) -> dict[str, int]:
    """Return the numbers of the calls that are allowed only with some arguments, or made by us."""
    return _numbers(_LOOKED_AT, machine)


@cache
def allowed(machine: str) -> tuple[tuple[int, int], ...]:
    """Return the calls that are allowed whatever their arguments: ranges, both ends included."""
    found: list[tuple[int, int]] = []
    for number in sorted(n for text in _ALLOWED.values() for n in _numbers(text, machine).values()):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


def _numbers(table: str, machine: str) -> dict[str, int]:
    """Return the numbers of one processor; a call that it does not have is left out."""
    rows = (word.partition("=") for word in table.split())
    columns = ((name, both.split("/")[_COLUMNS[machine]]) for name, _, both in rows)
    return {name: int(number) for name, number in columns if number != "-"}
