using CellDynamics.Web.Components;
using CellDynamics.Web.Hosting;
using MudBlazor.Services;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseStaticWebAssets();
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
builder.Services.AddMudServices();
builder.Services.AddHealthChecks();

WebApplication app = builder.Build();
LoopbackOnly.Check(app);

app.UseMiddleware<SecurityHeaders>();
app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
app.UseAntiforgery();
app.MapStaticAssets();
app.MapHealthChecks("/health/live");
app.MapHealthChecks("/health/ready");
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();

app.Run();
