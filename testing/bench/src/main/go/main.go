// The answers from Go's own server, net/http, as the servers for the JVM give them.
package main

import (
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

const bodyBytes = 1 << 20

// sleep is as long as a query of a database may take.
const sleep = 20 * time.Millisecond

var (
	plain = []byte("Hello, World!")
	body  = make([]byte, bodyBytes)
)

func fixed(content []byte) http.HandlerFunc {
	length := strconv.Itoa(len(content))
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Content-Length", length)
		w.Write(content)
	}
}

// later is the small answer after a sleep.
func later(w http.ResponseWriter, r *http.Request) {
	time.Sleep(sleep)
	fixed(plain)(w, r)
}

// known is the length of a request's content, none where the request does not say; the load generators say it.
func known(length int64) int64 {
	if length < 0 {
		return 0
	}
	return length
}

func echo(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	// Over HTTP/1 the server drops what is left of the request once the answer begins, so that all is read first.
	content := make([]byte, known(r.ContentLength))
	if _, err := io.ReadFull(r.Body, content); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	w.Write(content)
}

func main() {
	port := flag.Int("port", 0, "where to listen; 0 for any free port")
	certificate := flag.String("certificate", "", "the certificate in PEM; TLS is spoken when it is there")
	key := flag.String("key", "", "its key in PEM")
	documents := flag.String("documents", "", "the folder with the files that are served")
	h2c := flag.Bool("h2c", false, "HTTP/2 without TLS")
	flag.Parse()

	for i := range body {
		body[i] = 'x'
	}
	mux := http.NewServeMux()
	mux.Handle("/plaintext", fixed(plain))
	mux.HandleFunc("/sleep/20", later)
	mux.Handle("/body", fixed(body))
	for _, name := range []string{"file.txt", "file-4k.txt", "file-64k.txt"} {
		file := filepath.Join(*documents, name)
		mux.HandleFunc("/"+name, func(w http.ResponseWriter, r *http.Request) {
			http.ServeFile(w, r, file)
		})
	}
	mux.HandleFunc("/echo", echo)
	server := &http.Server{Handler: mux}
	if *h2c {
		if err := allowHTTP2WithoutTLS(server); err != nil {
			fmt.Println("cannot", err)
			return
		}
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(*port)))
	if err != nil {
		fail(err)
	}
	fmt.Println("listening", listener.Addr().(*net.TCPAddr).Port)
	go endWithDriver()
	if *certificate == "" {
		err = server.Serve(listener)
	} else {
		server.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS13}
		err = server.ServeTLS(listener, *certificate, *key)
	}
	if !errors.Is(err, http.ErrServerClosed) {
		fail(err)
	}
}

// endWithDriver waits for the end of standard input, the other end of which the driver holds.
func endWithDriver() {
	io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
