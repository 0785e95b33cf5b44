using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Grpc.Net.Client.Retries;

namespace Grpc.Tests.Client;

public sealed class RetryRulesTests
{
    private static readonly Marshaller<string> Text = Marshallers.StringMarshaller;

    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 200)]
    [InlineData(3, 400)]
    [InlineData(4, 500)] // the longest wait
    [InlineData(5000, 500)]
    public void Each_wait_is_longer_than_the_one_before_and_varies_by_a_fifth(int number, double milliseconds)
    {
        var rules = new RetryRules(Policy(), null);

        Assert.Equal(milliseconds * 0.8, rules.Backoff(number, random: 0).TotalMilliseconds, 3);
        Assert.Equal(milliseconds, rules.Backoff(number, random: 0.5).TotalMilliseconds, 3);
        Assert.Equal(milliseconds * 1.2, rules.Backoff(number, random: 1).TotalMilliseconds, 3);
    }

    [Theory]
    [InlineData("a.S", "One", 2)]
    [InlineData("a.S", "Other", 3)]
    [InlineData("a.T", "One", 4)]
    public void The_narrowest_name_counts(string service, string method, int maxAttempts)
    {
        var config = new ServiceConfig
        {
            MethodConfigs =
            {
                Config(new MethodName { Service = "a.S", Method = "One" }, 2),
                Config(new MethodName { Service = "a.S" }, 3),
                Config(MethodName.Default, 4),
            },
        };

        var rules = new RetryTable(config, null).Find(new Method<string, string>(MethodType.Unary, service, method, Text, Text));

        Assert.Equal(maxAttempts, rules!.MaxAttempts);
    }

    [Fact]
    public void A_narrower_name_without_a_policy_switches_retries_off()
    {
        var config = new ServiceConfig
        {
            MethodConfigs = { new MethodConfig { Names = { new MethodName { Service = "a.S" } } }, Config(MethodName.Default, 4) },
        };

        Assert.Null(new RetryTable(config, null).Find(new Method<string, string>(MethodType.Unary, "a.S", "One", Text, Text)));
    }

    [Fact]
    public void A_policy_must_be_complete()
    {
        Action<RetryPolicy>[] mistakes =
        [
            policy => policy.MaxAttempts = 1,
            policy => policy.MaxAttempts = null,
            policy => policy.InitialBackoff = TimeSpan.Zero,
            policy => policy.MaxBackoff = null,
            policy => policy.BackoffMultiplier = 0,
            policy => policy.RetryableStatusCodes.Clear(),
        ];

        Assert.All(mistakes, mistake =>
        {
            var policy = Policy();
            mistake(policy);
            var options = new GrpcChannelOptions
            {
                ServiceConfig = new ServiceConfig { MethodConfigs = { new MethodConfig { Names = { MethodName.Default }, RetryPolicy = policy } } },
            };
            Assert.Throws<InvalidOperationException>(() => GrpcChannel.ForAddress("http://localhost", options));
        });
    }

    private static MethodConfig Config(MethodName name, int maxAttempts)
    {
        var policy = Policy();
        policy.MaxAttempts = maxAttempts;
        return new MethodConfig { Names = { name }, RetryPolicy = policy };
    }

    private static RetryPolicy Policy() => new()
    {
        MaxAttempts = 5,
        InitialBackoff = TimeSpan.FromMilliseconds(100),
        MaxBackoff = TimeSpan.FromMilliseconds(500),
        BackoffMultiplier = 2,
        RetryableStatusCodes = { StatusCode.Unavailable },
    };
}
