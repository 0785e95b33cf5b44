using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server.Model;

/// <summary>
/// Where the service or an interceptor of a call comes from: the request's services if it is registered there; otherwise it is made for
/// the call, with constructor injection. What must be disposed is disposed with the request, as the request's services are.
/// </summary>
internal sealed class InstanceSource<T>
    where T : class
{
    private readonly Func<HttpContext, T> _get;

    public InstanceSource(Type type, IReadOnlyList<object> arguments, IServiceProvider services)
    {
        if (arguments.Count == 0 && services.GetRequiredService<RegisteredSingletons>().Contains(type))
        {
            T? single = null;
            _get = _ => single ??= (T)services.GetRequiredService(type);
            return;
        }

        if (arguments.Count == 0 && services.GetService<IServiceProviderIsService>()?.IsService(type) == true)
        {
            _get = http => (T)http.RequestServices.GetRequiredService(type);
            return;
        }

        object[] values = [.. arguments];
        var create = ActivatorUtilities.CreateFactory(type, [.. values.Select(value => value.GetType())]);
        _get = http => DisposedWith(http, (T)create(http.RequestServices, values));
    }

    public T Get(ServerCallContext context) => _get(context.GetHttpContext());

    private static T DisposedWith(HttpContext http, T instance)
    {
        if (instance is IAsyncDisposable asyncDisposable)
            http.Response.RegisterForDisposeAsync(asyncDisposable);
        else if (instance is IDisposable disposable)
            http.Response.RegisterForDispose(disposable);
        return instance;
    }
}
