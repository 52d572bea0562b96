package main

import (
	"fmt"
	"net/http"
)

// doors looks at the pages before there is an account.
func (b *inspector) doors(first string) {
	b.Helper()
	b.visit("no account yet", "/c/_first", http.StatusOK)
	b.visit("wrong first address", "/c/_first/0123456789abcdef", http.StatusNotFound)
	b.visit("first account", first, http.StatusOK)
	b.refused("first account, empty", first, `main form`, nil, http.StatusUnprocessableEntity)
}

// knock looks at the pages of somebody who has not signed in.
func (b *inspector) knock(first string) {
	b.Helper()
	b.open(first)
	if path := eval[string](b.tab, `location.pathname`); path != "/c/_signin" {
		b.Errorf("the first address, once there is an account, leads to %s", path)
	}
	b.visit("sign in", "/c/_signin", http.StatusOK)
	b.refused("wrong password", "/c/_signin", `main form`, map[string]string{"email": deskEmail, "password": "un autre"}, http.StatusUnprocessableEntity)
	b.visit("recover", "/c/_recover", http.StatusOK)
	wrong := map[string]string{"email": deskEmail, "code": "ABCD-EFGH", "password": "court"}
	b.refused("recover, wrong code", "/c/_recover", `main form`, wrong, http.StatusUnprocessableEntity)
}

// accounts looks at the pages of accounts and copies.
func (b *inspector) accounts(round int) {
	b.Helper()
	b.visit("own account", "/c/_account", http.StatusOK)
	b.refused("own account, wrong password", "/c/_account", `form[action$=password]`, map[string]string{"old": "un autre", "password": "court"}, http.StatusUnprocessableEntity)
	b.refused("own account, no name", "/c/_account", `form[action$=coordination]`, map[string]string{"coordination": ""}, http.StatusUnprocessableEntity)
	b.open("/c/_account")
	b.submit(`form[action$=codes]`, map[string]string{"current": deskPassword})
	b.look("new recovery codes", http.StatusOK)
	b.visit("accounts", "/c/_accounts", http.StatusOK)
	b.refused("accounts, no address", "/c/_accounts", `form[action="/c/_accounts"]`, map[string]string{"email": "ana"}, http.StatusUnprocessableEntity)
	b.open("/c/_accounts")
	b.submit(`form[action="/c/_accounts"]`, map[string]string{"email": fmt.Sprintf("coordination%d@releve.example", round), "role": "coordinator"})
	b.look("a new account's password", http.StatusOK)
	b.visit("copies", "/c/_backup", http.StatusOK)
	b.visit("no such page", "/c/_nothing", http.StatusNotFound)
}

// invite makes a reader's account and returns its address and password.
func (b *inspector) invite() (email, password string) {
	b.Helper()
	b.open("/c/_accounts")
	email = "lecture@releve.example"
	b.submit(`form[action="/c/_accounts"]`, map[string]string{"email": email, "role": "reader"})
	return email, b.text(".receipt")
}

// signIn signs in.
func (b *inspector) signIn(email, password string) {
	b.Helper()
	b.open("/c/_signin")
	b.submit(`main form`, map[string]string{"email": email, "password": password})
	if path := eval[string](b.tab, `location.pathname`); path != "/c" {
		b.Fatalf("signing in leads to %s:\n%s", path, b.text("body"))
	}
}
