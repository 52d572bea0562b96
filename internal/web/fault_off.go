//go:build !releve_fault

package web

// faultRoutes adds nothing: only a build made to be tested has routes that fail on purpose.
func (*Server) faultRoutes() {}
