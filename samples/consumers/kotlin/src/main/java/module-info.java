module com.example.kotlin {
    requires dev.weir;
    requires kotlin.stdlib;
}
