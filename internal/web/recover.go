package web

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/labstack/echo/v4"
)

// errPanic stands for a panic. Its value is left out: it may hold what a visitor sent.
var errPanic = errors.New("panic")

// recoverer turns a panic into an error.
func (s *Server) recoverer(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if stop, ok := v.(error); ok && errors.Is(stop, http.ErrAbortHandler) {
				panic(v)
			}
			s.Log.Error("panic", "type", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
			err = errPanic
		}()
		return next(c)
	}
}
