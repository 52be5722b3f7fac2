using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;

namespace ServerlessOrders.Tests.Unit.Downloads.Metalinks;

/// <summary>The part of the schema of metalink 3.0 that holds what we write: nothing else is allowed here.</summary>
internal static class Metalink3Schema
{
    private const string Text = """
        <xs:schema xmlns="http://www.metalinker.org/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
                   targetNamespace="http://www.metalinker.org/" elementFormDefault="qualified">
          <xs:element name="metalink">
            <xs:complexType>
              <xs:all>
                <xs:element name="files">
                  <xs:complexType>
                    <xs:sequence><xs:element name="file" type="file" maxOccurs="unbounded"/></xs:sequence>
                  </xs:complexType>
                </xs:element>
              </xs:all>
              <xs:attribute name="version" type="xs:string"/>
            </xs:complexType>
          </xs:element>
          <xs:complexType name="file">
            <xs:all>
              <xs:element name="identity" type="xs:string" minOccurs="0"/>
              <xs:element name="size" type="xs:nonNegativeInteger" minOccurs="0"/>
              <xs:element name="mimetype" type="xs:string" minOccurs="0"/>
              <xs:element name="verification" minOccurs="0">
                <xs:complexType>
                  <xs:sequence><xs:element name="hash" type="hash" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
                </xs:complexType>
              </xs:element>
              <xs:element name="resources">
                <xs:complexType>
                  <xs:sequence><xs:element name="url" type="url" maxOccurs="unbounded"/></xs:sequence>
                </xs:complexType>
              </xs:element>
            </xs:all>
            <xs:attribute name="name" type="xs:string"/>
          </xs:complexType>
          <xs:complexType name="hash">
            <xs:simpleContent>
              <xs:extension base="xs:string">
                <xs:attribute name="type">
                  <xs:simpleType>
                    <xs:restriction base="xs:string">
                      <xs:enumeration value="md5"/><xs:enumeration value="sha1"/><xs:enumeration value="sha256"/>
                      <xs:enumeration value="sha384"/><xs:enumeration value="sha512"/>
                    </xs:restriction>
                  </xs:simpleType>
                </xs:attribute>
              </xs:extension>
            </xs:simpleContent>
          </xs:complexType>
          <xs:complexType name="url">
            <xs:simpleContent>
              <xs:extension base="xs:string">
                <xs:attribute name="type" use="required">
                  <xs:simpleType>
                    <xs:restriction base="xs:string">
                      <xs:enumeration value="http"/><xs:enumeration value="https"/>
                    </xs:restriction>
                  </xs:simpleType>
                </xs:attribute>
              </xs:extension>
            </xs:simpleContent>
          </xs:complexType>
        </xs:schema>
        """;

    /// <summary>Reads the document; fails where it is not valid.</summary>
    public static XDocument Validate(byte[] document)
    {
        var read = XDocument.Load(new MemoryStream(document));
        var schemas = new XmlSchemaSet();
        using var schema = XmlReader.Create(new StringReader(Text));
        schemas.Add("http://www.metalinker.org/", schema);
        read.Validate(schemas, (_, error) => Assert.Fail(error.Message));
        return read;
    }
}
