package dev.weir.simulation;

/** How far the answer to a task has come, and whether it is the right one; for clients of both protocols. */
final class Received {
    private final World world;
    final Task task;
    private final String who;

    int status;
    int content;
    boolean interim;
    /** 100 (Continue) has come. */
    boolean continued;
    /** The answer is there, as a whole. */
    boolean whole;

    Received(World world, Task task) {
        this.world = world;
        this.task = task;
        this.who = task.toString();
    }

    void violated(String what) {
        world.violated(what + ", " + who);
    }

    void interim(int code, String link) {
        interim = true;
        if (status != 0) {
            violated("an interim response after the final one");
        }
        if (code == 103 && !("</" + task.id + ">").equals(link)) {
            violated("an interim response of another task: " + link);
        }
        if (code == 100 ? !task.expectsContinue : code != 103 || !task.informed) {
            violated("an interim response that was not sent: " + code);
        }
        if (code == 100 && continued) {
            violated("a second 100");
        }
        continued |= code == 100;
    }

    /**
     * The head of the answer.
     *
     * @param name what {@link Task#FIELD} says; null without one
     * @param fill what {@link Task#FILL} says; null without one
     * @param refused whether a status of the server's own is to be expected, as the plan has faults
     */
    void head(int code, String name, String fill, boolean refused) {
        if (status != 0) {
            violated("a second head: " + code);
        }
        status = code;
        // An error in place of the handler's answer keeps what the handler has set for the response as a whole.
        boolean named = String.valueOf(task.id).equals(name);
        boolean planned = named && code == (task.outcome == Task.Outcome.ERROR ? task.errorStatus : task.status);
        if (!planned && !(refused && (named || name == null) && code >= 400)) {
            violated("the answer is " + code + " of task " + name);
        }
        int filled = fill == null ? 0 : fill.length();
        if (filled != task.fieldLength && (filled != 0 || ofHandler())) {
            violated("a field of " + filled + " characters");
        }
    }

    /** Whether it is the handler's answer, and not an error in its place. */
    boolean ofHandler() {
        return task.outcome != Task.Outcome.ERROR && status == task.status;
    }

    void content(byte[] b, int from, int length) {
        if (ofHandler()) {
            if (content + length > task.given || !task.hasContent() && length > 0) {
                violated("more content than the handler wrote: " + (content + length));
                return;
            }
            for (int i = 0; i < length; i++) {
                if (b[from + i] != task.answer(content + i)) {
                    violated("wrong content at " + (content + i));
                    return;
                }
            }
        }
        content += length;
    }

    /** The answer ends as one that is whole. */
    void end(String trailer) {
        if (whole) {
            violated("a second end");
        }
        whole = true;
        if (!ofHandler()) {
            return;
        }
        if (task.outcome == Task.Outcome.CUT && task.hasContent()) {
            violated("an answer that was cut off looks whole");
        }
        if (task.outcome == Task.Outcome.WHOLE && task.hasContent() && content != task.responseLength) {
            violated("the answer ends at " + content);
        }
        boolean expected = task.trailer && task.hasContent() && task.outcome == Task.Outcome.WHOLE;
        if (trailer != null && !trailer.equals(String.valueOf(task.id))) {
            violated("a trailer of another task: " + trailer);
        }
        if (trailer != null && !task.trailer) {
            violated("a trailer that was not sent: " + trailer);
        }
        if (expected && trailer == null) {
            violated("the trailer is missing");
        }
    }

    /** What the engine has taken from the handler and the client has not got is held by the engine: it is bounded. */
    void checkHeld(int bound) {
        if (task.hasContent() && ofHandlerOrNone() && task.taken - content > bound) {
            violated("the engine holds " + (task.taken - content) + " octets of an answer");
        }
    }

    private boolean ofHandlerOrNone() {
        return status == 0 || ofHandler();
    }

    /** Whether the handler waits for content that the client holds back, as 100 (Continue) has not come. */
    boolean missesContinue() {
        return task.expectsContinue && task.readsFirst && task.reading && task.read == 0 && !continued;
    }

    /** Whether something of the answer could have come and has not, as the handler gave it to be sent. */
    boolean misses() {
        boolean more = task.due > content && task.hasContent();
        return task.outcome == Task.Outcome.WHOLE && !whole && (more || task.ended);
    }
}
