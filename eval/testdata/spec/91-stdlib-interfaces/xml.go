// Package encoding/xml: structs with tags and own marshalers.
package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

type size int

func (s size) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%dcm", int(s)), nil }

func (s *size) UnmarshalText(b []byte) error {
	_, err := fmt.Sscanf(string(b), "%dcm", (*int)(s))
	return err
}

type address struct {
	City string `xml:"city"`
	Zip  string `xml:"zip,attr"`
}

type person struct {
	XMLName xml.Name  `xml:"person"`
	Name    string    `xml:"name"`
	Age     int       `xml:"age,attr,omitempty"`
	Mail    []string  `xml:"contact>mail"`
	Home    *address  `xml:"home"`
	Tall    size      `xml:"tall"`
	Note    string    `xml:",comment"`
	Others  []address `xml:"other"`
}

func main() {
	p := person{Name: "Ann & co", Age: 30, Mail: []string{"a@x", "b@x"}, Home: &address{"Bern", "3000"}, Tall: 170, Note: " hi ", Others: []address{{"A", "1"}, {"B", "2"}}}
	b, err := xml.MarshalIndent(p, "", " ")
	fmt.Println(string(b), err)
	var back person
	err = xml.Unmarshal(b, &back)
	fmt.Println(err, back.Name, back.Age, back.Mail, *back.Home, int(back.Tall), back.Others)
	d := xml.NewDecoder(strings.NewReader(`<a x="1"><b>t</b><!-- c --></a>`))
	for {
		t, err := d.Token()
		if err == io.EOF {
			break
		}
		switch t := t.(type) {
		case xml.StartElement:
			fmt.Print("<", t.Name.Local, len(t.Attr), ">")
		case xml.EndElement:
			fmt.Print("</", t.Name.Local, ">")
		case xml.CharData:
			fmt.Print(string(t))
		case xml.Comment:
			fmt.Print("[", string(t), "]")
		}
	}
	fmt.Println()
	fmt.Println(xml.Unmarshal([]byte("<person><name>"), &back))
}
