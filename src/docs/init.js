// Starts Swagger UI on this service's own document. The layout of the standalone preset has the dark-mode toggle.
window.ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  layout: "StandaloneLayout",
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  deepLinking: true,
  persistAuthorization: true,
  displayRequestDuration: true,
  filter: true,
  // The default would send the document to a public validator.
  validatorUrl: null,
});
