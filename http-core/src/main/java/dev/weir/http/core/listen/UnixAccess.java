package dev.weir.http.core.listen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.EnumSet;
import java.util.Set;

/**
 * Who may connect to a Unix socket.
 *
 * @param mode the permissions in octal, as {@code 660}; empty as the umask has them
 * @param owner the user; empty for the process's own
 * @param group the group; empty for the process's own
 */
public record UnixAccess(String mode, String owner, String group) {
    private static final int BITS = 9;

    /** Whether nothing is to be changed. */
    public boolean isEmpty() {
        return mode.isEmpty() && owner.isEmpty() && group.isEmpty();
    }

    /**
     * Reads permissions.
     *
     * @throws IllegalArgumentException where they are none
     */
    static Set<PosixFilePermission> permissions(String octal) {
        int bits = 0;
        for (int i = 0; i < octal.length(); i++) {
            int digit = octal.charAt(i) - '0';
            bits = digit < 0 || digit > 7 ? 1 << BITS : bits << 3 | digit;
            if (bits >= 1 << BITS) {
                break;
            }
        }
        if (octal.length() < 3 || bits >= 1 << BITS) {
            throw new IllegalArgumentException(
                    "the mode of a Unix socket is three octal digits such as 660, not " + octal);
        }
        Set<PosixFilePermission> found = EnumSet.noneOf(PosixFilePermission.class);
        // In the order of the bits: the owner's read is the highest.
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((bits >> (BITS - 1 - permission.ordinal()) & 1) == 1) {
                found.add(permission);
            }
        }
        return found;
    }

    /** Throws where the mode is none. */
    public void check() {
        if (!mode.isEmpty()) {
            permissions(mode);
        }
    }

    /** Sets it on a socket's file. */
    void set(Path path) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            throw new IOException("this system has no mode and owner for a Unix socket: leave them out");
        }
        UserPrincipalLookupService principals = path.getFileSystem().getUserPrincipalLookupService();
        // The group and the owner first: until then nobody new may connect.
        if (!group.isEmpty()) {
            view.setGroup(principals.lookupPrincipalByGroupName(group));
        }
        if (!mode.isEmpty()) {
            // Of a path that was bound a moment ago; a link there would be another's doing, and the folder is ours.
            Files.setPosixFilePermissions(path, permissions(mode));
        }
        if (!owner.isEmpty()) {
            view.setOwner(principals.lookupPrincipalByName(owner));
        }
    }
}
