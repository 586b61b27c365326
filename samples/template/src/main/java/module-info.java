/** A service on Weir. */
module com.example.app {
    requires dev.weir;
    requires dev.weir.json.jackson;

    // Jackson makes and reads the records of this package.
    opens com.example.app to
            tools.jackson.databind;
}
