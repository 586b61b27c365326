package dev.weir.bench.peer;

import java.util.ArrayList;
import java.util.List;

/**
 * What is written and read as JSON: components in the order of the alphabet, in which some mappers write them anyway.
 *
 * @param customer who has ordered
 * @param id its number
 * @param items what was ordered
 * @param note a remark
 * @param paid whether it is paid
 * @param weight what all weighs
 */
public record Order(String customer, long id, List<Item> items, String note, boolean paid, double weight) {
    /** The content type of what is said of one that was read. */
    static final String SUMMARY_TYPE = "text/plain";

    private static final int ITEMS = 14;

    /**
     * A line of it.
     *
     * @param cents the price of one
     * @param count how many
     * @param name what it is
     */
    public record Item(int cents, int count, String name) {}

    /** One that is 1 KiB in JSON. */
    static Order sample() {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            items.add(new Item(1599 + 1001 * i, 1 + i % 3, "Notebook, ruled, number " + (10 + i)));
        }
        String note = "Leave it with the neighbour, please, and ring twice at the door";
        return new Order("Maria Fernanda Oliveira", 9_007_199_254_740L, List.copyOf(items), note, true, 2.5);
    }

    /** What can be said of one only when all of it was read. */
    String summary() {
        long sum = 0;
        for (Item item : items) {
            sum += (long) item.cents() * item.count();
        }
        return customer + ", " + items.size() + " items, " + sum;
    }
}
