"""Which system calls a jailed program may make: a table with a reason on every row, and its assembler.

The filter checks the architecture, refuses 32-bit and x32 entries, then finds the call's number by
bisection over ranges of numbers with one verdict each. What no row names is answered with EPERM.
Sources: seccomp(2); linux/filter.h; asm/unistd_64.h (x86-64) and asm-generic/unistd.h (aarch64).
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Iterable
from dataclasses import dataclass

OWN_PID = 0x7E577E57  # stands in the program where the child's own process id goes

ALLOW = 0x7FFF0000
_KILL = 0x80000000
_LD_W_ABS, _AND_K, _RET_K, _JA = 0x20, 0x54, 0x06, 0x05
_JEQ, _JGE, _JSET = 0x15, 0x35, 0x45
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000


def _errno(number: int) -> int:
    return 0x00050000 | number


DENY = _errno(errno.EPERM)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A condition on half an argument: `(half & mask)` is one of `values`.

    The kernel cuts int arguments to their low half, so only that half counts for them; a pointer has two.
    """

    arg: int
    values: tuple[int, ...]
    mask: int = 0xFFFFFFFF
    high: bool = False


def _null(arg: int) -> tuple[When, When]:
    return When(arg=arg, values=(0,)), When(arg=arg, values=(0,), high=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyscallRule:
    """Calls that share a verdict and a reason. With conditions, all must hold or `otherwise` is given."""

    calls: str
    why: str
    verdict: int = ALLOW
    when: tuple[When, ...] = ()
    otherwise: int = DENY


TABLE = (
    SyscallRule(
        calls="read write pread64 pwrite64 readv writev preadv pwritev preadv2 pwritev2 close close_range lseek dup dup2 "
        "dup3 pipe pipe2 poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait "
        "eventfd2 timerfd_create timerfd_settime timerfd_gettime signalfd4 copy_file_range sendfile",
        why="move bytes between descriptors one already has; what may be opened is Landlock's business",
    ),
    SyscallRule(
        calls="stat lstat fstat newfstatat statx access faccessat faccessat2 readlink readlinkat getcwd chdir fchdir "
        "mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 ftruncate fsync fdatasync fallocate "
        "fadvise64 getdents getdents64 statfs fstatfs umask",
        why="files: Landlock decides which; the length of a file is bounded by RLIMIT_FSIZE",
    ),
    SyscallRule(
        calls="mmap mprotect munmap mremap brk madvise msync mincore membarrier",
        why="memory, bounded by RLIMIT_AS; executable pages help nobody who cannot make the calls anyway",
    ),
    SyscallRule(
        calls="futex set_robust_list get_robust_list set_tid_address rseq sched_yield sched_getaffinity "
        "sched_getparam sched_getscheduler sched_get_priority_max sched_get_priority_min getcpu arch_prctl "
        "restart_syscall exit exit_group wait4 waitid",
        why="threads, their locks and their end",
    ),
    SyscallRule(
        calls="rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack pause "
        "alarm setitimer getitimer nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times",
        why="time, and signals within the process",
    ),
    SyscallRule(
        calls="getpid gettid getppid getuid geteuid getgid getegid getgroups getresuid getresgid getpgid getpgrp getsid "
        "uname sysinfo getrusage getrlimit getpriority capget getrandom",
        why="questions about oneself and harmless ones about the machine",
    ),
    SyscallRule(
        calls="recvfrom shutdown getsockopt getsockname getpeername",
        why="the pair of stream sockets that asyncio wakes itself with",
    ),
    SyscallRule(
        calls="open",
        why="as openat; truncating through a read-only open escapes Landlock before ABI 3",
        when=(When(arg=1, mask=0o1003, values=(0, 1, 2, 0o1001, 0o1002)),),
    ),
    SyscallRule(
        calls="openat",
        why="Landlock decides; truncating through a read-only open escapes Landlock before ABI 3",
        when=(When(arg=2, mask=0o1003, values=(0, 1, 2, 0o1001, 0o1002)),),
    ),
    SyscallRule(
        calls="truncate",
        why="files by path: covered by Landlock from ABI 3 on, which the landlock level requires",
    ),
    SyscallRule(
        calls="clone",
        why="threads only: CLONE_VM, THREAD and SIGHAND together, no new namespace",
        when=(When(arg=0, mask=0x7E030900 | 0x80, values=(0x10900,)),),
    ),
    SyscallRule(
        calls="clone3",
        why="its flags cannot be seen from here; ENOSYS sends glibc back to clone",
        verdict=_errno(errno.ENOSYS),
    ),
    SyscallRule(
        calls="openat2",
        why="its flags cannot be seen from here; ENOSYS sends callers back to openat",
        verdict=_errno(errno.ENOSYS),
    ),
    SyscallRule(
        calls="fork vfork execve execveat",
        why="one submission is one process: then its limits are complete",
        verdict=DENY,
    ),
    SyscallRule(calls="kill tgkill", why="signals to oneself", when=(When(arg=0, values=(OWN_PID,)),)),
    SyscallRule(
        calls="prlimit64",
        why="reading one's own limits",
        when=(When(arg=0, values=(0, OWN_PID)), *_null(2)),
    ),
    SyscallRule(
        calls="socket",
        why="no network of any family; EACCES reads as 'permission denied'",
        verdict=_errno(errno.EACCES),
    ),
    SyscallRule(
        calls="socketpair",
        why="asyncio needs a stream pair; a datagram pair could address any named socket of the host",
        when=(When(arg=0, values=(1,)), When(arg=1, mask=0xF, values=(1,))),
    ),
    SyscallRule(calls="sendto", why="send() on such a pair: no address", when=_null(4)),
    SyscallRule(
        calls="fcntl",
        why="duplicate, flags, record locks (SQLite); not F_SETOWN, F_SETSIG, F_SETPIPE_SZ, leases",
        when=(When(arg=1, values=(0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030)),),
    ),
    SyscallRule(
        calls="ioctl",
        why="isatty, window size, close-on-exec, non-blocking, bytes waiting; compared in the low 32 bits only",
        when=(When(arg=1, values=(0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)),),
    ),
    SyscallRule(
        calls="prctl", why="thread names, and asking whether one is dumpable", when=(When(arg=0, values=(3, 15, 16)),)
    ),
    SyscallRule(
        calls="chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes futimesat utimensat",
        why="Landlock does not cover them: pretend success, so that shutil.copy and tempfile work",
        verdict=_errno(0),
    ),
    SyscallRule(
        calls="setxattr lsetxattr fsetxattr getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr removexattr "
        "lremovexattr fremovexattr",
        why="Landlock does not cover them: answer as a file system without attributes does",
        verdict=_errno(errno.ENOTSUP),
    ),
    SyscallRule(
        calls="ptrace process_vm_readv process_vm_writev pidfd_open pidfd_getfd pidfd_send_signal process_madvise kcmp",
        why="reaching into other processes: no honest use",
        verdict=_KILL,
    ),
    SyscallRule(
        calls="unshare setns mount umount2 pivot_root chroot move_mount open_tree fsopen fsconfig fsmount fspick "
        "mount_setattr",
        why="namespaces and mounts: no honest use",
        verdict=_KILL,
    ),
    SyscallRule(
        calls="bpf io_uring_setup io_uring_enter io_uring_register userfaultfd perf_event_open keyctl add_key request_key "
        "open_by_handle_at",
        why="wide kernel surfaces with a history of holes: no honest use",
        verdict=_KILL,
    ),
    SyscallRule(
        calls="kexec_load kexec_file_load init_module finit_module delete_module reboot swapon swapoff settimeofday "
        "clock_settime iopl ioperm acct quotactl sethostname setdomainname vhangup",
        why="administration of the machine: no honest use",
        verdict=_KILL,
    ),
)

# x86-64 number, aarch64 number; a dash where that architecture has no such call.
_NUMBERS = """
access:21:- acct:163:89 add_key:248:217 alarm:37:- arch_prctl:158:- bpf:321:280 brk:12:214 capget:125:90
chdir:80:49 chmod:90:- chown:92:- chroot:161:51 clock_getres:229:114 clock_gettime:228:113 clock_nanosleep:230:115
clock_settime:227:112 clone:56:220 clone3:435:435 close:3:57 close_range:436:436 copy_file_range:326:285
delete_module:176:106 dup:32:23 dup2:33:- dup3:292:24 epoll_create:213:- epoll_create1:291:20 epoll_ctl:233:21
epoll_pwait:281:22 epoll_wait:232:- eventfd2:290:19 execve:59:221 execveat:322:281 exit:60:93 exit_group:231:94
faccessat:269:48 faccessat2:439:439 fadvise64:221:223 fallocate:285:47 fchdir:81:50 fchmod:91:52 fchmodat:268:53
fchmodat2:452:452 fchown:93:55 fchownat:260:54 fcntl:72:25 fdatasync:75:83 fgetxattr:193:10 finit_module:313:273
flistxattr:196:13 fork:57:- fremovexattr:199:16 fsconfig:431:431 fsetxattr:190:7 fsmount:432:432 fsopen:430:430
fspick:433:433 fstat:5:80 fstatfs:138:44 fsync:74:82 ftruncate:77:46 futex:202:98 futimesat:261:-
get_robust_list:274:100 getcpu:309:168 getcwd:79:17 getdents:78:- getdents64:217:61 getegid:108:177 geteuid:107:175
getgid:104:176 getgroups:115:158 getitimer:36:102 getpeername:52:205 getpgid:121:155 getpgrp:111:- getpid:39:172
getppid:110:173 getpriority:140:141 getrandom:318:278 getresgid:120:150 getresuid:118:148 getrlimit:97:163
getrusage:98:165 getsid:124:156 getsockname:51:204 getsockopt:55:209 gettid:186:178 gettimeofday:96:169
getuid:102:174 getxattr:191:8 init_module:175:105 io_uring_enter:426:426 io_uring_register:427:427
io_uring_setup:425:425 ioctl:16:29 ioperm:173:- iopl:172:- kcmp:312:272 kexec_file_load:320:294 kexec_load:246:104
keyctl:250:219 kill:62:129 lchown:94:- lgetxattr:192:9 listxattr:194:11 llistxattr:195:12 lremovexattr:198:15
lseek:8:62 lsetxattr:189:6 lstat:6:- madvise:28:233 membarrier:324:283 mincore:27:232 mkdir:83:- mkdirat:258:34
mmap:9:222 mount:165:40 mount_setattr:442:442 move_mount:429:429 mprotect:10:226 mremap:25:216 msync:26:227
munmap:11:215 nanosleep:35:101 newfstatat:262:79 open:2:- open_by_handle_at:304:265 open_tree:428:428 openat:257:56
openat2:437:437 pause:34:- perf_event_open:298:241 pidfd_getfd:438:438 pidfd_open:434:434 pidfd_send_signal:424:424
pipe:22:- pipe2:293:59 pivot_root:155:41 poll:7:- ppoll:271:73 prctl:157:167 pread64:17:67 preadv:295:69
preadv2:327:286 prlimit64:302:261 process_madvise:440:440 process_vm_readv:310:270 process_vm_writev:311:271
pselect6:270:72 ptrace:101:117 pwrite64:18:68 pwritev:296:70 pwritev2:328:287 quotactl:179:60 read:0:63
readlink:89:- readlinkat:267:78 readv:19:65 reboot:169:142 recvfrom:45:207 removexattr:197:14 rename:82:-
renameat:264:38 renameat2:316:276 request_key:249:218 restart_syscall:219:128 rmdir:84:- rseq:334:293
rt_sigaction:13:134 rt_sigpending:127:136 rt_sigprocmask:14:135 rt_sigreturn:15:139 rt_sigsuspend:130:133
rt_sigtimedwait:128:137 sched_get_priority_max:146:125 sched_get_priority_min:147:126 sched_getaffinity:204:123
sched_getparam:143:121 sched_getscheduler:145:120 sched_yield:24:124 select:23:- sendfile:40:71 sendto:44:206
set_robust_list:273:99 set_tid_address:218:96 setdomainname:171:162 sethostname:170:161 setitimer:38:103
setns:308:268 settimeofday:164:170 setxattr:188:5 shutdown:48:210 sigaltstack:131:132 signalfd4:289:74
socket:41:198 socketpair:53:199 stat:4:- statfs:137:43 statx:332:291 swapoff:168:225 swapon:167:224 sysinfo:99:179
tgkill:234:131 time:201:- timerfd_create:283:85 timerfd_gettime:287:87 timerfd_settime:286:86 times:100:153
truncate:76:45 umask:95:166 umount2:166:39 uname:63:160 unlink:87:- unlinkat:263:35 unshare:272:97
userfaultfd:323:282 utime:132:- utimensat:280:88 utimes:235:- vfork:58:- vhangup:153:58 wait4:61:260 waitid:247:95
write:1:64 writev:20:66
"""


def numbers(machine: str) -> dict[str, int]:
    """Return name → number of the calls in the table that exist on an architecture."""
    column = ("x86_64", "aarch64").index(machine) + 1
    fields = (entry.split(":") for entry in _NUMBERS.split())
    return {entry[0]: int(entry[column]) for entry in fields if entry[column] != "-"}


def assemble(machine: str, table: Iterable[SyscallRule] = TABLE) -> bytes:
    """Return the filter for an architecture; `OWN_PID` still stands where the process id goes."""
    known = numbers(machine)
    leaves = {known[name]: _leaf(row) for row in table for name in row.calls.split() if name in known}
    body = _bisect(_ranges(leaves))
    head = [
        _load(4),  # seccomp_data.arch
        (_JEQ, 1, 0, _ARCHITECTURES[machine]),
        (_RET_K, 0, 0, _KILL),
        _load(0),  # seccomp_data.nr
    ]
    if machine == "x86_64":
        head += [(_JGE, 0, 1, _X32_BIT), (_RET_K, 0, 0, _KILL)]
    return b"".join(struct.pack("HBBI", *step) for step in head + body)


def for_process(program: bytes, pid: int) -> bytes:
    """Return the program with a process id in the place kept for it."""
    return program.replace(struct.pack("I", OWN_PID), struct.pack("I", pid))


_Step = tuple[int, int, int, int]


def _load(offset: int) -> _Step:
    return (_LD_W_ABS, 0, 0, offset)


def _leaf(row: SyscallRule) -> tuple[_Step, ...]:
    """The steps that end a path: test the conditions, then return."""
    steps: list[_Step] = []
    for when in row.when:
        steps.append(_load(16 + 8 * when.arg + 4 * when.high))  # little-endian: the low half comes first
        if when.mask != 0xFFFFFFFF:
            steps.append((_AND_K, 0, 0, when.mask))
        last = len(when.values) - 1
        for number, value in enumerate(when.values):
            # A match skips the remaining values and the refusal behind them.
            steps.append((_JEQ, last - number + 1, 0, value))
        steps.append((_RET_K, 0, 0, row.otherwise))
    return (*steps, (_RET_K, 0, 0, row.verdict))


def _ranges(leaves: dict[int, tuple[_Step, ...]]) -> list[tuple[int, tuple[_Step, ...]]]:
    """Return `(first number, steps)`, each valid up to the next, neighbours with one verdict merged."""
    default: tuple[_Step, ...] = ((_RET_K, 0, 0, DENY),)
    ranges = [(0, leaves.get(0, default))]
    for number in range(1, max(leaves) + 2):
        steps = leaves.get(number, default)
        if steps != ranges[-1][1]:
            ranges.append((number, steps))
    return ranges


def _bisect(ranges: list[tuple[int, tuple[_Step, ...]]]) -> list[_Step]:
    if len(ranges) == 1:
        return list(ranges[0][1])
    middle = len(ranges) // 2
    low, high = _bisect(ranges[:middle]), _bisect(ranges[middle:])
    # A conditional jump reaches 255 steps, an unconditional one any distance.
    return [(_JGE, 0, 1, ranges[middle][0]), (_JA, 0, 0, len(low)), *low, *high]
