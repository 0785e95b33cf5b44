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
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, chain, _) => Shown(shown!, chain!) == File.ReadAllText(certificate) } };
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
        Assert.True(IPAddress.IsLoopback(new Listening().Address));
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
    [InlineData("Listen:Address", "nonsense", "--listen (Listen__Address) takes an IP address such as 127.0.0.1, not \"nonsense\".")]
    [InlineData("Listen:HttpPort", "99999", "--http-port (Listen__HttpPort) takes a port from 0 to 65535, not \"99999\".")]
    [InlineData("Listen:HttpPort", "", "--http-port (Listen__HttpPort) takes a port from 0 to 65535, not \"\".")]
    [InlineData("Listen:GrpcPort", "-1", "--grpc-port (Listen__GrpcPort) takes a port from 0 to 65535, not \"-1\".")]
    [InlineData("Listen:GrpcPort", "abc", "--grpc-port (Listen__GrpcPort) takes a port from 0 to 65535, not \"abc\".")]
    [InlineData("Listen:TlsPort", "8443", "--tls-port (Listen__TlsPort) needs a certificate, which Listen__CertificatePath and Listen__CertificateKeyPath name.")]
    [InlineData("Listen:CertificateKeyPath", "key.pem", "Listen__CertificateKeyPath needs the certificate that Listen__CertificatePath names.")]
    public void What_cannot_be_listened_to_is_said_in_a_sentence(string setting, string value, string sentence) =>
        Assert.Equal(sentence, Refusal(KeyValuePair.Create(setting, (string?)value)));

    [Theory]
    [InlineData("nowhere.pem")]
    [InlineData("nonsense.pem")]
    [InlineData("key.pem")]
    public void A_certificate_that_cannot_be_read_is_said_in_a_sentence(string name)
    {
        var folder = Directory.CreateTempSubdirectory("te-");
        var (_, key) = WriteCertificate(folder.FullName);
        File.WriteAllText(Path.Combine(folder.FullName, "nonsense.pem"), "nonsense");

        var refusal = Refusal(
            KeyValuePair.Create("Listen:CertificatePath", (string?)Path.Combine(folder.FullName, name)), KeyValuePair.Create("Listen:CertificateKeyPath", (string?)key));

        Assert.StartsWith("Listen__CertificatePath and Listen__CertificateKeyPath must name PEM files of a certificate and its key: ", refusal, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_port_in_use_is_said_in_a_sentence()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var refused = Assert.Throws<IOException>(() => new Listening { HttpPort = 0, GrpcPort = port }.TryPorts());

        Assert.StartsWith($"port {port} of 127.0.0.1 cannot be had: ", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith(" --grpc-port (Listen__GrpcPort) chooses another.", refused.Message, StringComparison.Ordinal);
    }

    private static string Refusal(params KeyValuePair<string, string?>[] settings) =>
        Assert.Throws<InvalidOperationException>(() => Listening.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())).Message;

    // What clients need to come from a certificate to the root they trust.
    private static string Shown(X509Certificate certificate, X509Chain chain) =>
        $"{new X509Certificate2(certificate).ExportCertificatePem()}\n{chain.ChainPolicy.ExtraStore.Single(between => !between.Equals(certificate)).ExportCertificatePem()}\n";

    /// <summary>A certificate, followed by the one between it and the root, which clients know and are not shown; and its key.</summary>
    private static (string Certificate, string Key) WriteCertificate(string folder)
    {
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using ECDsa rootKey = ECDsa.Create(), betweenKey = ECDsa.Create(), key = ECDsa.Create();
        using var root = Request("CN=Root", rootKey, signs: true).CreateSelfSigned(from, to);
        using var signedBetween = Request("CN=Between", betweenKey, signs: true).Create(root, from, to, RandomNumberGenerator.GetBytes(8));
        using var between = signedBetween.CopyWithPrivateKey(betweenKey);
        using var certificate = Request("CN=localhost", key, signs: false).Create(between, from, to, RandomNumberGenerator.GetBytes(8));
        var (certificatePath, keyPath) = (Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"));
        File.WriteAllText(certificatePath, $"{certificate.ExportCertificatePem()}\n{between.ExportCertificatePem()}\n");
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        return (certificatePath, keyPath);
    }

    private static CertificateRequest Request(string subject, ECDsa key, bool signs)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(signs, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        return request;
    }
}
