package main

import "testing"

func testDeskFlow(t *testing.T, b *browser)     {}
func testDeskAgain(t *testing.T, b *browser)    {}
func testDeskPictures(t *testing.T, b *browser) {}
