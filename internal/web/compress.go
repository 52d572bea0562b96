package web

import (
	"compress/gzip"
	"fmt"
	"strings"

	"github.com/labstack/echo/v4"
)

// worthwhile is the size in bytes below which a body goes as it is.
const worthwhile = 1024

// sendCompressed writes a body, gzipped where the browser accepts it.
func sendCompressed(c echo.Context, status int, body []byte) error {
	r := c.Response()
	if len(body) < worthwhile || !strings.Contains(c.Request().Header.Get(echo.HeaderAcceptEncoding), "gzip") {
		r.WriteHeader(status)
		_, err := r.Write(body)
		return err //nolint:wrapcheck // the caller only logs that the answer was not written
	}
	r.Header().Set(echo.HeaderContentEncoding, "gzip")
	r.WriteHeader(status)
	z := gzip.NewWriter(r)
	if _, err := z.Write(body); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}
