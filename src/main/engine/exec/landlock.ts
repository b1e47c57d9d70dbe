/**
 * `landlock(folders)` in Perl: from here on this process and its children can write only below these folders and into
 * the descriptors they were given, whatever kind of file it is. True also where the kernel has no Landlock; false when it
 * refuses.
 *
 * 444-446 are landlock_create_ruleset, landlock_add_rule and landlock_restrict_self; 2 is WRITE_FILE, 8192 REFER, which
 * has to be allowed to move files between folders; 2097152 is O_PATH.
 */
export const LANDLOCK = String.raw`
sub landlock {
  my $handled = pack("Q", 2 | 8192);
  my $rules = syscall(444, $handled, length $handled, 0);
  return 1 if $rules < 0;
  my $allow = sub { my $rule = pack("Ql", @_); syscall(445, $rules, 1, $rule, 0) };
  $allow->(2, $_) for 0 .. 2;
  for my $rule ([8192, "/"], map { [2 | 8192, $_] } @_) {
    sysopen(my $folder, $rule->[1], 2097152) or next;
    $allow->(-d $folder ? $rule->[0] : 2, fileno $folder);
  }
  return syscall(446, $rules, 0) == 0;
}
`

/** What is mounted fresh and belongs to the command alone. */
const OWN = ['/dev', '/proc', '/run']

/** The folders that a sandbox with these writable ones gives to `landlock`. */
export const landlockFolders = (writable: readonly string[]): string[] => [...OWN, ...writable]
