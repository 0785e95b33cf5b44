namespace Grpc.Net.Client.Web;

public enum GrpcWebMode
{
    /// <summary>Bytes as they are: smaller, but a browser shows a response stream only at its end.</summary>
    GrpcWeb,

    /// <summary>Bytes in base64: what browsers need to read response streams as they come.</summary>
    GrpcWebText,
}
