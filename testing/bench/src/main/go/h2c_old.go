//go:build !go1.24

package main

import (
	"errors"
	"net/http"
	"runtime"
)

func allowHTTP2WithoutTLS(*http.Server) error {
	return errors.New("speak HTTP/2 without TLS: that needs Go 1.24, and this is " + runtime.Version())
}
