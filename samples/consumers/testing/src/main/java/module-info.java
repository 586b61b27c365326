/** An application with tests; nothing of what they need stands here. */
module com.example.testing {
    requires dev.weir;
}
