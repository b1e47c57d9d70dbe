import { LANDLOCK, landlockFolders } from './landlock.ts'
import { MAX_PROCESSES } from './limits.ts'
import { trustedPerl } from './perl.ts'

/**
 * A read-only mount does not stop anyone from writing into a named pipe, at whose other end a program outside may be
 * listening. Landlock does, but nothing we can rely on sets it up from outside, and a sandbox that is being mounted
 * cannot have it yet. So the command is started through a few lines of Perl, in two milliseconds: they limit where it
 * can write and the number of processes, and become the command. Where the kernel has no Landlock they go on without it.
 *
 * Descriptors of whoever started this process are closed, should any have come through: 436 is close_range; 6 is
 * RLIMIT_NPROC.
 */
const SCRIPT = String.raw`
${LANDLOCK}
delete $ENV{PERL_BADLANG};
my ($prlimit, $most) = splice(@ARGV, 0, 2);
my $limit = pack("QQ", $most, $most);
syscall($prlimit, 0, 6, $limit, 0) if $prlimit;
syscall(436, 3, 0xffffffff, 0);
my @roots;
push @roots, shift @ARGV while $ARGV[0] ne "--";
shift @ARGV;
landlock(@roots) or die "heddle: landlock: $!\n";
exec { $ARGV[0] } @ARGV or print STDERR "heddle: $ARGV[0]: $!\n";
exit 127;
`
/** The number of prlimit64. */
const PRLIMIT: Partial<Record<string, number>> = { x64: 302, arm64: 261 }

/** The command, started so that it can write only below `writable`, whatever kind of file it is. */
export function throughLauncher(writable: readonly string[], command: readonly string[]): string[] {
  const perl = trustedPerl()
  if (perl === null || writable.includes('/')) return [...command]
  const prlimit = PRLIMIT[process.arch] ?? 0
  return [perl, '-e', SCRIPT, String(prlimit), String(MAX_PROCESSES), ...landlockFolders(writable), '--', ...command]
}
