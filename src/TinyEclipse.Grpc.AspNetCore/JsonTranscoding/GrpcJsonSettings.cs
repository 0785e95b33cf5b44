namespace Microsoft.AspNetCore.Grpc.JsonTranscoding;

/// <summary>How messages are written as JSON.</summary>
public sealed class GrpcJsonSettings
{
    /// <summary>Leaves out fields with default values, empty lists and empty maps. Otherwise only what is not set is left out.</summary>
    public bool IgnoreDefaultValues { get; set; }

    /// <summary>Writes enum values as numbers instead of names.</summary>
    public bool WriteEnumsAsIntegers { get; set; }

    /// <summary>Writes every 64-bit integer as a string. Otherwise only those that a double, so a browser, cannot hold exactly.</summary>
    public bool WriteInt64sAsStrings { get; set; }

    /// <summary>Spreads the JSON of unary methods over lines. Streams stay at a line per message.</summary>
    public bool WriteIndented { get; set; }

    /// <summary>Writes field names as the proto spells them (cart_token) instead of lowerCamelCase (cartToken). Both are always read.</summary>
    public bool PreserveProtoFieldNames { get; set; }
}
