using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Request = Grpc.Reflection.V1.ServerReflectionRequest;
using Response = Grpc.Reflection.V1.ServerReflectionResponse;

namespace Grpc.AspNetCore.Reflection;

/// <summary>Answers the questions of one stream; a file that a tool has had as an import is not sent to it again as one.</summary>
internal sealed class ReflectionAnswers(ServedDescriptors served)
{
    private readonly HashSet<string> _sent = new(StringComparer.Ordinal);

    public Response Answer(Request request)
    {
        var response = request.MessageRequestCase switch
        {
            Request.MessageRequestOneofCase.ListServices => ListServices(),
            Request.MessageRequestOneofCase.FileByFilename => Files(served.FindFile(request.FileByFilename), request.FileByFilename),
            Request.MessageRequestOneofCase.FileContainingSymbol =>
                Files(served.FindFileOfSymbol(request.FileContainingSymbol), request.FileContainingSymbol),
            Request.MessageRequestOneofCase.FileContainingExtension => FilesOfExtension(request.FileContainingExtension),
            Request.MessageRequestOneofCase.AllExtensionNumbersOfType => ExtensionNumbers(request.AllExtensionNumbersOfType),
            _ => Error(StatusCode.InvalidArgument, "The request asks for nothing that is known here."),
        };
        response.ValidHost = request.Host;
        response.OriginalRequest = request;
        return response;
    }

    private static Response Error(StatusCode code, string message) =>
        new() { ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message } };

    private Response ListServices() => new()
    {
        ListServicesResponse = new ListServiceResponse { Service = { served.ServiceNames.Select(name => new ServiceResponse { Name = name }) } },
    };

    private Response FilesOfExtension(ExtensionRequest extension) => Files(
        served.FindFileOfExtension(extension.ContainingType, extension.ExtensionNumber),
        $"extension {extension.ExtensionNumber} of {extension.ContainingType}");

    private Response ExtensionNumbers(string messageName) =>
        served.FindExtensions(messageName) is { } extensions
            ? new Response
            {
                AllExtensionNumbersResponse = new ExtensionNumberResponse
                {
                    BaseTypeName = messageName,
                    ExtensionNumber = { extensions.Select(extension => extension.FieldNumber) },
                },
            }
            : NotFound(messageName);

    private Response Files(FileDescriptor? file, string name)
    {
        if (file is null)
            return NotFound(name);

        var files = new FileDescriptorResponse { FileDescriptorProto = { file.SerializedData } };
        _sent.Add(file.Name);
        AddImports(file, files);
        return new Response { FileDescriptorResponse = files };
    }

    private void AddImports(FileDescriptor file, FileDescriptorResponse files)
    {
        foreach (var import in file.Dependencies)
        {
            if (!_sent.Add(import.Name))
                continue;
            files.FileDescriptorProto.Add(import.SerializedData);
            AddImports(import, files);
        }
    }

    private static Response NotFound(string name) => Error(StatusCode.NotFound, $"{name} is not known here.");
}
