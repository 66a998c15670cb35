// Package json: Decoder streams.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

type T struct {
	A int
	B []string
	C *T
}

func main() {
	d := json.NewDecoder(strings.NewReader(`{"A":1} {"A":2,"B":["x"]}
	[{"A":3},{"A":4,"C":{"A":5}}] 7 {"A":`))
	for {
		var t T
		err := d.Decode(&t)
		fmt.Printf("%v %v %v %d\n", t.A, t.B, err, d.InputOffset())
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			break
		}
		if err != nil {
			var te *json.UnmarshalTypeError
			fmt.Println(errors.As(err, &te), te.Offset, te.Value, te.Type)
		}
	}
	d = json.NewDecoder(strings.NewReader(`{"items":[{"A":1,"B":["q"]},{"A":"x"},{"A":3}],"z":1}`))
	tok, err := d.Token()
	fmt.Println(tok, err)
	tok, err = d.Token()
	fmt.Println(tok, err)
	tok, err = d.Token()
	fmt.Println(tok, err)
	for d.More() {
		var t T
		err := d.Decode(&t)
		fmt.Println(t, err, d.InputOffset())
		var te *json.UnmarshalTypeError
		if errors.As(err, &te) {
			fmt.Println(te.Offset)
		}
	}
	for {
		tok, err = d.Token()
		fmt.Printf("%T %v %v\n", tok, tok, err)
		if err != nil {
			break
		}
	}
	rest, _ := io.ReadAll(d.Buffered())
	fmt.Println(len(rest))
	d = json.NewDecoder(strings.NewReader(`{"A":1} junk`))
	var t T
	fmt.Println(d.Decode(&t), t.A)
	err = d.Decode(&t)
	fmt.Println(err)
	fmt.Println(d.Decode(&t))
}
