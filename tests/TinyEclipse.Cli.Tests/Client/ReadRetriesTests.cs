using Google.Protobuf.Reflection;
using TinyEclipse.Client;

namespace TinyEclipse.Cli.Tests.Client;

public sealed class ReadRetriesTests
{
    private static readonly string[] Names =
        [.. ReadRetries.For(4)!.MethodConfigs.Single().Names.Select(name => $"{name.Service}/{name.Method}")];

    [Theory]
    [InlineData("tinyeclipse.tenants.v1.TenantService/ListTenants")]
    [InlineData("tinyeclipse.shop.v1.AbandonedCartService/GetAbandonedCart")]
    [InlineData("tinyeclipse.people.v1.PersonService/GetMe")]
    public void Reads_are_tried_again(string method) => Assert.Contains(method, Names);

    [Fact]
    public void Writes_and_streams_are_not() =>
        Assert.All(Names, name => Assert.Matches("/(Get|List)[A-Z]", name));

    [Fact]
    public void Every_service_of_the_client_that_reads_is_known()
    {
        var services = typeof(TinyEclipseClient).GetProperties()
            .Select(property => (ServiceDescriptor)property.PropertyType.DeclaringType!.GetProperty("Descriptor")!.GetValue(null)!)
            .Where(service => service.Methods.Any(ReadRetries.IsRead))
            .Select(service => service.Name);

        Assert.Equal(services.Order(), Names.Select(name => name.Split('.', '/')[^2]).Distinct().Order());
    }

    [Fact]
    public void One_attempt_means_no_retries() => Assert.Null(ReadRetries.For(1));
}
