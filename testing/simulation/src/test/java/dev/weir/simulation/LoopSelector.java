package dev.weir.simulation;

import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelectionKey;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A selector of {@link LoopChannel}s with what is peculiar to the system's: what a key waits for, or that it is there at all, is
 * seen by the selection that begins next, and not by one under way; a key that was cancelled is let go by the next.
 *
 * <p><b>Threads.</b> Those of a simulated world; one selects.
 */
final class LoopSelector extends AbstractSelector {
    private final World world;
    private final SplittableRandom random;
    private final List<Key> keys = new ArrayList<>();
    private boolean woken;
    /** Null while none does. */
    private Thread selecting;

    LoopSelector(World world, SplittableRandom random) {
        super(SelectorProvider.provider());
        this.world = world;
        this.random = random;
    }

    private static final class Key extends AbstractSelectionKey {
        private final LoopSelector selector;
        private final LoopChannel channel;
        private int interest;
        /** What the selection under way looks for. */
        private int watched;

        private int ready;

        Key(LoopSelector selector, LoopChannel channel, int interest) {
            this.selector = selector;
            this.channel = channel;
            this.interest = interest;
        }

        private void valid() {
            if (!isValid()) {
                throw new CancelledKeyException();
            }
        }

        @Override
        public SelectableChannel channel() {
            return channel;
        }

        @Override
        public Selector selector() {
            return selector;
        }

        @Override
        public int interestOps() {
            valid();
            return interest;
        }

        @Override
        public SelectionKey interestOps(int ops) {
            valid();
            interest = ops;
            return this;
        }

        @Override
        public int readyOps() {
            valid();
            return ready;
        }

        int found() {
            return watched & ((channel.readable() ? OP_READ : 0) | (channel.writable() ? OP_WRITE : 0));
        }
    }

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
        if (!isOpen()) {
            throw new ClosedSelectorException();
        }
        Key key = new Key(this, (LoopChannel) channel, ops);
        key.attach(attachment);
        keys.add(key);
        key.channel.onChange(this::look);
        return key;
    }

    /** Something has changed that a selection may wait for. */
    private void look() {
        LockSupport.unpark(selecting);
    }

    @Override
    public int select(Consumer<SelectionKey> action) {
        return select(action, true);
    }

    @Override
    public int selectNow(Consumer<SelectionKey> action) {
        return select(action, false);
    }

    private int select(Consumer<SelectionKey> action, boolean waits) {
        if (!isOpen()) {
            throw new ClosedSelectorException();
        }
        if (selecting != null) {
            world.violated("two threads select at once");
        }
        flushCancelled();
        keys.forEach(key -> key.watched = key.interest);
        Hook.point();
        selecting = Thread.currentThread();
        while (waits && !woken && !selecting.isInterrupted() && keys.stream().noneMatch(key -> key.found() != 0)) {
            LockSupport.park(this);
        }
        List<Key> found = new ArrayList<>();
        for (Key key : keys) {
            key.ready = key.found();
            if (key.ready != 0) {
                found.add(random.nextInt(found.size() + 1), key);
            }
        }
        woken = false;
        Hook.point();
        flushCancelled();
        int count = 0;
        for (Key key : found) {
            // What nobody waits for any more is not said.
            key.ready &= key.interest;
            if (keys.contains(key) && key.ready != 0) {
                action.accept(key);
                count++;
            }
        }
        selecting = null;
        return count;
    }

    private void flushCancelled() {
        for (SelectionKey key : List.copyOf(cancelledKeys())) {
            cancelledKeys().remove(key);
            remove((Key) key);
        }
    }

    private void remove(Key key) {
        keys.remove(key);
        deregister(key);
        key.channel.onChange(() -> {});
        key.channel.released();
    }

    @Override
    public Selector wakeup() {
        woken = true;
        LockSupport.unpark(selecting);
        return this;
    }

    @Override
    protected void implCloseSelector() {
        for (Key key : List.copyOf(keys)) {
            key.cancel();
            remove(key);
        }
    }

    @Override
    public Set<SelectionKey> keys() {
        return Set.copyOf(keys);
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int selectNow() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select(long timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select() {
        throw new UnsupportedOperationException();
    }
}
