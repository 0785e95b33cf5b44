using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;
using TinyEclipse.People.V1;

namespace TinyEclipse.Server.Tests;

public sealed class ListeningTests(TestServer server)
{
    [Fact]
    public async Task With_a_certificate_one_port_serves_json_and_grpc()
    {
        var folder = Directory.CreateTempSubdirectory("te-");
        var (certificate, key) = WriteCertificate(folder.FullName);
        await using var running = await TestServer.StartAsync(await server.NewDatabaseAsync(), settings: new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Listen:CertificatePath"] = certificate,
            ["Listen:CertificateKeyPath"] = key,
            ["Listen:TlsPort"] = "0",
        });
        Assert.Equal(("https", running.GrpcAddress), (running.HttpAddress.Scheme, running.HttpAddress));
        using var expected = X509CertificateLoader.LoadCertificateFromFile(certificate);
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetRawCertData().SequenceEqual(expected.RawData) == true } };
        using var http = new HttpClient(handler, disposeHandler: false);

        using var json = new HttpRequestMessage(HttpMethod.Get, new Uri(running.HttpAddress, "/api/portal/me")) { Version = HttpVersion.Version11 };
        using var answer = await http.SendAsync(json, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpVersion.Version11), (answer.StatusCode, answer.Version));
        Assert.Equal(TimeSpan.FromDays(730), TimeSpan.FromSeconds(int.Parse(answer.Headers.GetValues("Strict-Transport-Security").Single()["max-age=".Length..], CultureInfo.InvariantCulture)));

        using var channel = GrpcChannel.ForAddress(running.GrpcAddress, new GrpcChannelOptions { HttpHandler = handler });
        var refused = await Assert.ThrowsAsync<RpcException>(() => new PersonService.PersonServiceClient(channel).GetMeAsync(new()).ResponseAsync);
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Without_being_told_otherwise_it_listens_on_loopback_only()
    {
        Assert.True(IPAddress.IsLoopback(IPAddress.Parse(new Listening().Address)));
        Assert.Equal(("127.0.0.1", "127.0.0.1"), (server.Shared.HttpAddress.Host, server.Shared.GrpcAddress.Host));
    }

    [Fact]
    public async Task Who_listens_on_every_network_is_found_on_loopback()
    {
        var folder = Directory.CreateTempSubdirectory("te-");
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Listen:Address"] = "0.0.0.0", ["Data"] = folder.FullName };
        await using var running = await TestServer.StartAsync(
            await server.NewDatabaseAsync(), settings: settings, configure: builder => builder.Environment.EnvironmentName = "Development");

        var lines = await File.ReadAllLinesAsync(Path.Combine(folder.FullName, "dev.env"), TestContext.Current.CancellationToken);

        Assert.Contains($"TE_URL=http://127.0.0.1:{running.HttpAddress.Port}", lines);
        Assert.Contains($"TE_GRPC_URL=http://127.0.0.1:{running.GrpcAddress.Port}", lines);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("http://0.0.0.0:8080", "http://127.0.0.1:8080")]
    [InlineData("http://[::]:8080", "http://[::1]:8080")]
    [InlineData("https://192.0.2.7:8443", "https://192.0.2.7:8443")]
    public void An_address_is_one_to_go_to(string bound, string reachable) => Assert.Equal(reachable, Listening.Reachable(bound));

    [Theory]
    [InlineData("Listen:Address", "nonsense", "Listen:Address takes an IP address such as 127.0.0.1, not \"nonsense\".")]
    [InlineData("Listen:HttpPort", "99999", "Listen:HttpPort takes a port from 0 to 65535, not 99999.")]
    [InlineData("Listen:GrpcPort", "-1", "Listen:GrpcPort takes a port from 0 to 65535, not -1.")]
    public void What_is_no_address_or_port_is_said_in_a_sentence(string setting, string value, string sentence)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(setting, (string?)value)]).Build();

        Assert.Equal(sentence, Assert.Throws<InvalidOperationException>(() => Listening.From(configuration)).Message);
    }

    [Fact]
    public void A_port_in_use_is_said_in_a_sentence()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var refused = Assert.Throws<IOException>(() => new Listening { HttpPort = 0, GrpcPort = port }.TryPorts());

        Assert.StartsWith($"port {port} of 127.0.0.1 cannot be had: ", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith(" Listen:GrpcPort chooses another.", refused.Message, StringComparison.Ordinal);
    }

    private static (string Certificate, string Key) WriteCertificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (certificatePath, keyPath) = (Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"));
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem());
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        return (certificatePath, keyPath);
    }
}
